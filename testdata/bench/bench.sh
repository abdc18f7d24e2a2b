#!/bin/sh
# Measures bin/fairaudit against DuckDB on generated files of 1 and 10 million
# rows, and on the join of 10 million decisions with 5 million people. The files
# stay in a cache directory. Run by make bench.
#
#   BENCH_ROWS="1000000 10000000 100000000"  a hundred million too, in 11 GB
#   BENCH_JOINS="1000000 10000000"  other numbers of decisions, about half as many
#                                   people; "" for none
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


# generate PATH ARGUMENTS... makes PATH.csv of what generate.go writes, and
# PATH.parquet of that, unless they are there.
generate() {
	path=$cache/$1
	shift
	if [ ! -e "$path.csv" ] || [ "$here/generate.go" -nt "$path.csv" ]; then
		echo "bench: generating $*"
		(cd "$root" && go run ./testdata/bench/generate.go "$@") >"$path.csv.part"
		mv "$path.csv.part" "$path.csv"
	fi
	if [ -n "$duckdb" ] && { [ ! -e "$path.parquet" ] || [ "$path.csv" -nt "$path.parquet" ]; }; then
		"$duckdb" -c '
import duckdb, sys
duckdb.execute("SET enable_progress_bar = false")
duckdb.execute("COPY (FROM read_csv(?)) TO \"%s\" (FORMAT parquet, COMPRESSION snappy)".replace(chr(34), chr(39)) % sys.argv[2], [sys.argv[1]])
' "$path.csv" "$path.parquet.part"
		mv "$path.parquet.part" "$path.parquet"
	fi
}

# measure ROWS FILE [PEOPLE] measures the CSV of these files, and the Parquet.
measure() {
	printf '\n%s rows%s, %s\n' "$1" "${3:+ joined with people}" "$(uname -sm), $(nproc 2>/dev/null || echo '?') processors, load $(uptime | sed 's/.*: //')"
	for kind in csv ${duckdb:+parquet}; do
		python3 "$here/measure.py" "$root/bin/fairaudit" "$1" "$cache/$2.$kind" ${3:+--people "$cache/$3.$kind"} \
			${duckdb:+--python "$duckdb"} ${BENCH_THREADS:+--threads $BENCH_THREADS} --times "${BENCH_TIMES:-5}"
	done
}

for rows in ${BENCH_ROWS-1000000 10000000}; do
	generate "$rows" "$rows"
	measure "$rows" "$rows"
done
for rows in ${BENCH_JOINS-10000000}; do
	people=$((rows / 2))
	generate "people-$people" people "$people"
	generate "decisions-$rows" decisions "$rows" "$people"
	measure "$rows" "decisions-$rows" "people-$people"
done
