#!/bin/sh
# Measures bin/fairaudit against DuckDB on generated files of 1 and 10 million
# rows, which stay in a cache directory. Run by make bench.
#
#   BENCH_ROWS="1000000 100000000"  other numbers of rows
#   BENCH_THREADS="1 2 8"           other numbers of threads
#   BENCH_TIMES=9                   how often each is run; the best counts
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=$(dirname "$(mktemp -u)")/fairaudit-bench # in $TMPDIR
mkdir -p "$cache"

if ! command -v python3 >/dev/null; then
	echo "bench: skipped, as there is no python3 to measure with"
	exit 0
fi
duckdb=$cache/venv/bin/python
if ! "$duckdb" -c 'import duckdb' 2>/dev/null; then
	if ! { python3 -m venv "$cache/venv" && "$cache/venv/bin/pip" install --quiet duckdb; }; then
		echo "bench: DuckDB cannot be installed; fairaudit is measured on CSV alone"
		duckdb=
	fi
fi

for rows in ${BENCH_ROWS:-1000000 10000000}; do
	csv=$cache/$rows.csv parquet=$cache/$rows.parquet
	if [ ! -e "$csv" ] || [ "$here/generate.go" -nt "$csv" ]; then
		echo "bench: generating $rows rows"
		(cd "$root" && go run ./testdata/bench/generate.go "$rows") >"$csv.part"
		mv "$csv.part" "$csv"
	fi
	if [ -n "$duckdb" ] && { [ ! -e "$parquet" ] || [ "$csv" -nt "$parquet" ]; }; then
		"$duckdb" -c '
import duckdb, sys
duckdb.execute("SET enable_progress_bar = false")
duckdb.execute("COPY (FROM read_csv(?)) TO \"%s\" (FORMAT parquet, COMPRESSION snappy)".replace(chr(34), chr(39)) % sys.argv[2], [sys.argv[1]])
' "$csv" "$parquet.part"
		mv "$parquet.part" "$parquet"
	fi
	set -- "$csv"
	[ -z "$duckdb" ] || set -- "$csv" "$parquet"
	printf '\n%s rows, %s\n' "$rows" "$(uname -sm), $(nproc 2>/dev/null || echo '?') processors"
	python3 "$here/measure.py" "$root/bin/fairaudit" "$rows" "$@" ${duckdb:+--python "$duckdb"} \
		${BENCH_THREADS:+--threads $BENCH_THREADS} --times "${BENCH_TIMES:-5}"
done
