"""Measure fairaudit against DuckDB's GROUP BY of the same columns, or its join and
GROUP BY: same rows, same threads, in turns. Run by bench.sh."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

ATTRIBUTES = ["sexe", "age", "region", "handicap"]
OUTCOMES = ["embauche", "propose"]
COLUMNS = ", ".join(ATTRIBUTES + OUTCOMES)
MISSING = "(missing)"  # the group of those who are not found

DUCKDB = """
import duckdb, json, sys, time
threads, query = sys.argv[1:]
con = duckdb.connect()
con.execute("SET threads = " + threads)
con.execute("SET enable_progress_bar = false")
start = time.perf_counter()
rows = con.execute(query).fetchall()
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "rows": rows}))
"""


class Run:
    """A finished process: its output, if it is kept, and what it took. Linux
    counts this process's memory as the other's until that one starts, which is
    why outputs that are large are not kept."""

    def __init__(self, command, codes=(0,), keep=True):
        with tempfile.TemporaryFile() if keep else open(os.devnull, "w+b") as out:
            start = time.perf_counter()
            process = subprocess.Popen(command, stdout=out)
            _, status, usage = os.wait4(process.pid, 0)
            self.seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            self.cpu = usage.ru_utime + usage.ru_stime
            self.mib = usage.ru_maxrss / 1024
            if process.returncode not in codes:
                sys.exit("%s ended with %d" % (" ".join(command), process.returncode))
            out.seek(0)
            self.output = out.read()


def fairaudit(binary, files, threads):
    command = [binary, "audit", files[0], "--no-config", "--threads", str(threads), "-o", "json"]
    if len(files) > 1:
        command += ["--attributes", files[1], "--key", "id"]
    for attribute in ATTRIBUTES:
        command += ["--attribute", attribute]
    command += ["--actual", OUTCOMES[0], "--predicted", OUTCOMES[1]]
    return Run(command, codes=(0, 1, 3))


def duckdb(python, files, threads):
    tables = ["read_%s('%s')" % (kind_of(path), path) for path in files]
    query = "SELECT %s, count(*) FROM %s GROUP BY ALL" % (COLUMNS, " LEFT JOIN ".join(tables) + " USING (id)" * (len(files) - 1))
    run = Run([python, "-c", DUCKDB, str(threads), query])
    answer = json.loads(run.output)
    run.seconds = answer["seconds"]  # without the start of Python
    run.rows = answer["rows"]
    return run


def kind_of(path):
    return path.rsplit(".", 1)[1]


def check(ours, theirs):
    """Both must have counted as many people in each cell of each attribute."""
    document = json.loads(ours.output)
    cells = {(1, 1): "tp", (0, 1): "fp", (1, 0): "fn", (0, 0): "tn"}  # actual, predicted
    for i, name in enumerate(ATTRIBUTES):
        attribute = next(a for a in document["attributes"] if a["name"] == name)
        got = {g["label"]: {k: g[k] for k in ("n", "selected", "tp", "fp", "fn", "tn")} for g in attribute["groups"]}
        want = {}
        for row in theirs.rows:
            actual, predicted, n = row[len(ATTRIBUTES):]
            group = want.setdefault(MISSING if row[i] is None else row[i], {k: 0 for k in ("n", "selected", "tp", "fp", "fn", "tn")})
            group["n"] += n
            group["selected"] += n * predicted
            if actual is not None:
                group[cells[actual, predicted]] += n
        if got != want:
            sys.exit("%s: fairaudit counts %s, DuckDB %s" % (name, got, want))


def best(runs):
    return min(runs, key=lambda run: run.seconds)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("rows", type=int)
    parser.add_argument("file")
    parser.add_argument("--people", help="the file of attributes, to be joined")
    parser.add_argument("--python", help="a Python that has duckdb")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, os.cpu_count()])
    parser.add_argument("--times", type=int, default=5)
    o = parser.parse_args()
    files = [o.file] + ([o.people] if o.people else [])
    kind, gigabytes = kind_of(o.file), sum(map(os.path.getsize, files)) / 1e9
    line = "%-10s %-26s %8s %8s %8s %8s %9s %8s"

    def show(what, run, ratio=""):
        print(line % (kind, what, "%.3f" % run.seconds, "%.2f" % run.cpu, "%.1f" % (o.rows / run.seconds / 1e6),
                      "%.2f" % (gigabytes / run.seconds), "%.0f" % run.mib, ratio), flush=True)

    print(line % ("input", "what", "seconds", "cpu s", "Mrow/s", "GB/s", "MiB peak", "ratio"))
    show("cat", best([Run(["cat"] + files, keep=False) for _ in range(o.times)]))
    if kind == "csv" and shutil.which("wc"):
        show("wc -l", best([Run(["wc", "-l"] + files, keep=False) for _ in range(o.times)]))
    for threads in sorted(set(o.threads)):
        ours, theirs = [], []
        for _ in range(o.times):  # in turns, so that both meet the same noise
            ours.append(fairaudit(o.binary, files, threads))
            if o.python:
                theirs.append(duckdb(o.python, files, threads))
        if theirs:
            check(ours[0], theirs[0])
            show("DuckDB, %d threads" % threads, best(theirs))
        ratio = "%.1fx" % (best(theirs).seconds / best(ours).seconds) if theirs else ""
        show("fairaudit, %d threads" % threads, best(ours), ratio)


main()
