"""Measure fairaudit against DuckDB's GROUP BY of the same columns: same rows,
same threads, in turns. Run by bench.sh."""

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

DUCKDB = """
import duckdb, json, sys, time
path, threads = sys.argv[1], int(sys.argv[2])
con = duckdb.connect()
con.execute("SET threads = %d" % threads)
con.execute("SET enable_progress_bar = false")
start = time.perf_counter()
source = "read_csv('%s')" if path.endswith(".csv") else "read_parquet('%s')"
rows = con.execute("SELECT {0}, count(*) FROM " .format(sys.argv[3]) + source % path + " GROUP BY ALL").fetchall()
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


def fairaudit(binary, path, threads):
    command = [binary, "audit", path, "--no-config", "--threads", str(threads), "-o", "json"]
    for attribute in ATTRIBUTES:
        command += ["--attribute", attribute]
    command += ["--actual", OUTCOMES[0], "--predicted", OUTCOMES[1]]
    return Run(command, codes=(0, 1, 3))


def duckdb(python, path, threads):
    run = Run([python, "-c", DUCKDB, path, str(threads), COLUMNS])
    answer = json.loads(run.output)
    run.seconds = answer["seconds"]  # without the start of Python
    run.rows = answer["rows"]
    return run


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
            group = want.setdefault(row[i], {k: 0 for k in ("n", "selected", "tp", "fp", "fn", "tn")})
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
    parser.add_argument("files", nargs="+")
    parser.add_argument("--python", help="a Python that has duckdb")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, os.cpu_count()])
    parser.add_argument("--times", type=int, default=5)
    o = parser.parse_args()
    line = "%-10s %-26s %8s %8s %8s %8s %9s %8s"
    print(line % ("input", "what", "seconds", "cpu s", "Mrow/s", "GB/s", "MiB peak", "ratio"))
    for path in o.files:
        kind, gigabytes = path.rsplit(".", 1)[1], os.path.getsize(path) / 1e9

        def show(what, run, ratio=""):
            print(line % (kind, what, "%.3f" % run.seconds, "%.2f" % run.cpu, "%.1f" % (o.rows / run.seconds / 1e6),
                          "%.2f" % (gigabytes / run.seconds), "%.0f" % run.mib, ratio), flush=True)

        show("cat", best([Run(["cat", path], keep=False) for _ in range(o.times)]))
        if kind == "csv" and shutil.which("wc"):
            show("wc -l", best([Run(["wc", "-l", path], keep=False) for _ in range(o.times)]))
        for threads in sorted(set(o.threads)):
            ours, theirs = [], []
            for _ in range(o.times):  # in turns, so that both meet the same noise
                ours.append(fairaudit(o.binary, path, threads))
                if o.python:
                    theirs.append(duckdb(o.python, path, threads))
            if theirs:
                check(ours[0], theirs[0])
                show("DuckDB, %d threads" % threads, best(theirs))
            ratio = "%.1fx" % (best(theirs).seconds / best(ours).seconds) if theirs else ""
            show("fairaudit, %d threads" % threads, best(ours), ratio)


main()
