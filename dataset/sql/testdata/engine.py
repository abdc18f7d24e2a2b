"""Run SQL in an engine that lives in a Python package, for the tests: statements
and a query come in as JSON, the rows of the result go out, all values as texts."""

import json
import sys


def duckdb(statements, query):
    import duckdb

    con = duckdb.connect()
    for s in statements:
        con.execute(s)
    return con.execute(query).fetchall()


def clickhouse(statements, query):
    from chdb.session import Session

    session = Session()
    session.query("CREATE DATABASE test ENGINE = Atomic")
    session.query("USE test")
    for s in statements:
        session.query(s)
    return json.loads(session.query(query, "JSONCompact").bytes())["data"]


def spark(statements, query):
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.warehouse.dir", sys.argv[2])
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    for s in statements:
        session.sql(s)
    return session.sql(query).collect()


for line in sys.stdin:
    job = json.loads(line)
    try:
        rows = globals()[sys.argv[1]](job["statements"], job["query"])
        out = {"rows": [[None if v is None else str(v) for v in row] for row in rows]}
    except Exception as e:
        out = {"error": str(e)}
    print(json.dumps(out), flush=True)
