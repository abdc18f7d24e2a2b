#!/usr/bin/env bash
# Starts real engines on loopback, runs the tests that ask them, and stops them.
# Run by make test-engines. An engine that is not to be had is said at the end; in
# CI PostgreSQL must be there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work=$(mktemp -d)
chmod 755 "$work"
postgres=
said=()

stop() {
	if [[ -n $postgres && -e $work/postgres/postmaster.pid ]]; then
		as_server "$postgres/pg_ctl" -D "$work/postgres" -m immediate -w stop >/dev/null || true
	fi
	rm -rf "$work"
}
trap stop EXIT

# PostgreSQL does not run as root.
as_server() {
	if ((EUID == 0)); then
		(cd / && runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

find_postgres() {
	postgres=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1) || true
	if [[ -z $postgres ]] && command -v initdb >/dev/null; then
		postgres=$(dirname "$(command -v initdb)")
	fi
	[[ -n $postgres ]]
}

install_postgres() {
	[[ ${CI-} == true ]] && ((EUID == 0)) && command -v apt-get >/dev/null || return 0
	mkdir -p /etc/postgresql-common
	echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf # nothing but ours is to run
	{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; } >"$work/apt.log" 2>&1 ||
		tail -n 5 "$work/apt.log"
}

start_postgres() {
	find_postgres || { install_postgres && find_postgres; } || return 1
	local try port
	install -d -m 700 "$work/postgres" "$work/socket"
	((EUID != 0)) || chown postgres "$work/postgres" "$work/socket"
	as_server "$postgres/initdb" -D "$work/postgres" -U fairaudit -A trust --no-sync >"$work/postgres.log" 2>&1 || { cat "$work/postgres.log"; return 1; }
	for try in 1 2 3 4 5; do
		port=$((20000 + RANDOM % 20000))
		if as_server "$postgres/pg_ctl" -D "$work/postgres" -w -l "$work/socket/log" \
			-o "-p $port -k $work/socket -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null 2>&1; then
			export FAIRAUDIT_TEST_POSTGRES="postgres://fairaudit@127.0.0.1:$port/postgres?sslmode=disable"
			return 0
		fi
	done
	cat "$work/socket/log"
	return 1
}

if start_postgres; then
	said+=("PostgreSQL: $("$postgres/postgres" --version)")
elif [[ ${CI-} == true ]]; then
	echo "engines: PostgreSQL is not to be had, and CI needs it"
	exit 1
else
	said+=("PostgreSQL: skipped, as neither initdb nor /usr/lib/postgresql is there")
fi

# DuckDB is the oracle of the query that is printed.
duckdb=${FAIRAUDIT_TEST_PYTHON-}
if [[ -z $duckdb ]] && command -v python3 >/dev/null; then
	cache=${TMPDIR:-/tmp}/fairaudit-bench/venv # which make bench has too
	duckdb=$cache/bin/python
	"$duckdb" -c 'import duckdb' 2>/dev/null ||
		{ python3 -m venv "$cache" && "$cache/bin/pip" install --quiet duckdb; } >"$work/pip.log" 2>&1 || duckdb=
fi
if [[ -n $duckdb ]]; then
	export FAIRAUDIT_TEST_PYTHON=$duckdb FAIRAUDIT_TEST_ONLY=${FAIRAUDIT_TEST_ONLY-duckdb}
	said+=("DuckDB: $("$duckdb" -c 'import duckdb; print(duckdb.__version__)')")
else
	said+=("DuckDB: skipped, as it cannot be installed")
fi

go test -count=1 ./dataset/sql ./cmd/internal/cli -run 'Contract|Postgres|Trino|Engine'
printf 'engines: %s\n' "${said[@]}"
