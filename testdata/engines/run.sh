#!/usr/bin/env bash
# Starts real engines on loopback, runs the tests that ask them, and stops them.
# Run by make test-engines; with the argument bench, by make bench-engines, it
# measures instead, with BENCH_TIMES questions of each kind (7). An engine that is not
# to be had is said at the end; in CI PostgreSQL must be there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work=$(mktemp -d)
chmod 755 "$work"
postgres=
nodes=() # of Trino, by their process ids
said=()

stop() {
	if ((${#nodes[@]})); then
		kill -9 "${nodes[@]}" 2>/dev/null || true # nothing of theirs is kept
		wait "${nodes[@]}" 2>/dev/null || true
	fi
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

# Who has the user name locked must come by TLS and with this password, whose bcrypt
# hash Trino reads. The servers prove who they are by an authority of this run.
readonly password='correct horse 7' hash='$2y$08$abcdefghijklmnopqrstuuYFhlShj8FJv2wr8V3jL.aXpVIOiTffm'
make_certificates() {
	local of=$work/certificates key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
	mkdir "$of"
	{
		openssl req -x509 $key -keyout "$of/ca.key" -out "$of/ca.pem" -subj '/CN=engines of a test' -days 2
		openssl req -x509 $key -keyout "$of/other.key" -out "$of/other.pem" -subj '/CN=others' -days 2
		openssl req $key -keyout "$of/server.key" -out "$of/server.csr" -subj '/CN=an engine'
		echo 'subjectAltName = IP:127.0.0.1' >"$of/names"
		openssl x509 -req -in "$of/server.csr" -CA "$of/ca.pem" -CAkey "$of/ca.key" -CAcreateserial -days 2 -extfile "$of/names" -out "$of/server.pem"
	} >"$work/openssl.log" 2>&1 || { cat "$work/openssl.log"; return 1; }
	cat "$of/server.key" "$of/server.pem" >"$of/both.pem"
	export FAIRAUDIT_TEST_CERTIFICATES=$of FAIRAUDIT_TEST_PASSWORD=$password
}

find_postgres() {
	postgres=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1) || true
	if [[ -z $postgres ]] && command -v initdb >/dev/null; then
		postgres=$(dirname "$(command -v initdb)")
	fi
	[[ -n $postgres ]]
}

# install_package NAME of Debian, in CI alone
install_package() {
	[[ ${CI-} == true ]] && ((EUID == 0)) && command -v apt-get >/dev/null || return 0
	mkdir -p /etc/postgresql-common
	echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf # nothing but ours is to run
	{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1"; } >"$work/apt.log" 2>&1 ||
		tail -n 5 "$work/apt.log"
}

start_postgres() {
	find_postgres || { install_package postgresql && find_postgres; } || return 1
	local try port
	install -d -m 700 "$work/postgres" "$work/socket"
	((EUID != 0)) || chown postgres "$work/postgres" "$work/socket"
	as_server "$postgres/initdb" -D "$work/postgres" -U fairaudit -A trust --no-sync >"$work/postgres.log" 2>&1 || { cat "$work/postgres.log"; return 1; }
	install -m 600 "$work/certificates/server.key" "$work/certificates/server.pem" "$work/postgres"
	((EUID != 0)) || chown postgres "$work/postgres"/server.{key,pem}
	sed -i '1i hostssl all locked 127.0.0.1/32 scram-sha-256\nhost all locked 127.0.0.1/32 reject' "$work/postgres/pg_hba.conf"
	for try in 1 2 3 4 5; do
		port=$((20000 + RANDOM % 20000))
		if as_server "$postgres/pg_ctl" -D "$work/postgres" -w -l "$work/socket/log" \
			-o "-p $port -k $work/socket -c listen_addresses=127.0.0.1 -c fsync=off -c ssl=on -c ssl_cert_file=server.pem -c ssl_key_file=server.key" start >/dev/null 2>&1; then
			export FAIRAUDIT_TEST_POSTGRES="postgres://fairaudit@127.0.0.1:$port/postgres?sslmode=disable"
			"$postgres/psql" -qc "CREATE ROLE locked LOGIN PASSWORD '$password'" "$FAIRAUDIT_TEST_POSTGRES"
			return 0
		fi
	done
	cat "$work/socket/log"
	return 1
}

# Trino's package is about 0.8 GB; what is needed of it is kept outside of this
# folder. Later versions are not on Maven Central.
readonly trino_version=476 trino_java=24 # or later
cache=${XDG_CACHE_HOME:-$HOME/.cache}/fairaudit-engines
trino=$cache/trino-server-$trino_version

find_java() {
	local candidate version
	for candidate in ${JAVA_HOME:+"$JAVA_HOME/bin/java"} /usr/lib/jvm/*/bin/java "$(command -v java || true)"; do
		version=$("$candidate" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p') || continue
		if [[ -n $version ]] && ((version >= trino_java)); then
			java=$candidate
			return 0
		fi
	done
	return 1
}

fetch_trino() {
	local partial=$trino.$$
	[[ ! -d $trino/plugin/password-authenticators ]] || return 0
	command -v mvn >/dev/null || { trino_why="Maven is not there to fetch it"; return 1; }
	mkdir -p "$partial"
	if timeout 240 mvn -B -q -C -Dmaven.repo.local="$partial/maven" org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get \
		-Dartifact=io.trino:trino-server:$trino_version:tar.gz -Dtransitive=false >"$work/maven.log" 2>&1 &&
		tar -xzf "$partial/maven/io/trino/trino-server/$trino_version/trino-server-$trino_version.tar.gz" -C "$partial"; then
		(cd "$partial/trino-server-$trino_version/plugin" && for plugin in *; do
			[[ $plugin == memory || $plugin == hive || $plugin == iceberg || $plugin == password-authenticators ]] || rm -rf "$plugin"
		done)
		mv -T "$partial/trino-server-$trino_version" "$trino" 2>/dev/null || cp -rn "$partial/trino-server-$trino_version/plugin" "$trino" # which has fewer
	fi
	rm -rf "$partial"
	[[ -d $trino/plugin/password-authenticators ]] || { trino_why="its package could not be fetched within four minutes"; return 1; }
}

# Machine code that is made fast starts soon; what is measured is what runs for long.
[[ ${1-} == bench ]] && quick= || quick=-XX:TieredStopAtLevel=1

# start_node NAME PORT IS_COORDINATOR HEAP
start_node() {
	local etc=$work/$1/etc store catalog
	mkdir -p "$etc/catalog" "$work/warehouse"
	printf '%s\n' "coordinator=$3" node-scheduler.include-coordinator=false "http-server.http.port=$2" "discovery.uri=http://127.0.0.1:$trino_port" \
		node.environment=test "node.id=$1" node.bind-ip=127.0.0.1 node.internal-address=127.0.0.1 \
		"internal-communication.shared-secret=$trino_secret" >"$etc/config.properties"
	if [[ $3 == true ]]; then # which asks for passwords by TLS, and for none without
		printf '%s\n' http-server.https.enabled=true "http-server.https.port=$((trino_port + 2))" "http-server.https.keystore.path=$work/certificates/both.pem" \
			http-server.authentication.type=PASSWORD http-server.authentication.allow-insecure-over-http=true >>"$etc/config.properties"
		printf '%s\n' password-authenticator.name=file "file.password-file=$work/$1/passwords" >"$etc/password-authenticator.properties"
		echo "locked:$hash" >"$work/$1/passwords"
	fi
	echo 'io.trino=WARN' >"$etc/log.properties"
	echo 'connector.name=memory' >"$etc/catalog/memory.properties"
	store=$'fs.native-local.enabled=true\nlocal.location='$work/warehouse
	printf '%s\n' connector.name=hive hive.metastore=file hive.metastore.catalog.dir=local:///hive hive.storage-format=PARQUET "$store" >"$etc/catalog/hive.properties"
	printf '%s\n' connector.name=iceberg iceberg.catalog.type=TESTING_FILE_METASTORE hive.metastore.catalog.dir=local:///iceberg "$store" >"$etc/catalog/iceberg.properties"
	(cd "$work/$1" && exec "$java" "-Xmx$4" -XX:+UseSerialGC ${quick:+$quick} -Djdk.attach.allowAttachSelf=true --add-modules=jdk.incubator.vector --sun-misc-unsafe-memory-access=allow \
		-cp "$trino/lib/*" -Dconfig=etc/config.properties -Dlog.levels-file=etc/log.properties -Dcatalog.config-dir=etc/catalog \
		-Dplugin.dir="$trino/plugin" -Dsecrets-plugin.dir="$trino/secrets-plugin" io.trino.server.TrinoServer) >"$work/$1.log" 2>&1 &
	nodes+=($!)
}

# One coordinator, which counts nothing itself, and one worker.
start_trino() {
	find_java || { trino_why="no Java $trino_java or later is there"; return 1; }
	fetch_trino || return 1
	for trino_port in $(shuf -i 20000-39999 -n 20); do
		(: </dev/tcp/127.0.0.1/$trino_port) 2>/dev/null || (: </dev/tcp/127.0.0.1/$((trino_port + 1))) 2>/dev/null || (: </dev/tcp/127.0.0.1/$((trino_port + 2))) 2>/dev/null || break
	done
	trino_secret=$(openssl rand -hex 32)
	start_node coordinator "$trino_port" true 768M
	start_node worker $((trino_port + 1)) false 1G
}

wait_for_trino() {
	local until=$((SECONDS + 120))
	while ((SECONDS < until)) && kill -0 "${nodes[@]}" 2>/dev/null; do
		if curl -fs "http://127.0.0.1:$trino_port/v1/info" 2>/dev/null | grep -q '"starting":false' &&
			curl -fs "http://127.0.0.1:$((trino_port + 1))/v1/info" 2>/dev/null | grep -q '"starting":false'; then
			export FAIRAUDIT_TEST_TRINO="trino://fairaudit@127.0.0.1:$trino_port/memory" FAIRAUDIT_TEST_TRINO_TLS="trino://locked@127.0.0.1:$((trino_port + 2))/memory"
			return 0
		fi
		sleep 0.5
	done
	trino_why="it did not start within two minutes"
	grep -h -m 5 -A 5 'ERROR' "$work"/{coordinator,worker}.log || true
	return 1
}

command -v openssl >/dev/null || install_package openssl
make_certificates || { echo "engines: OpenSSL is needed for their certificates"; exit 1; }
start_trino && is_starting=true || is_starting=false

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
	venv=${TMPDIR:-/tmp}/fairaudit-bench/venv # which make bench has too
	duckdb=$venv/bin/python
	"$duckdb" -c 'import duckdb' 2>/dev/null ||
		{ python3 -m venv "$venv" && "$venv/bin/pip" install --quiet duckdb; } >"$work/pip.log" 2>&1 || duckdb=
fi
if [[ -n $duckdb ]]; then
	export FAIRAUDIT_TEST_PYTHON=$duckdb FAIRAUDIT_TEST_ONLY=${FAIRAUDIT_TEST_ONLY-duckdb}
	said+=("DuckDB: $("$duckdb" -c 'import duckdb; print(duckdb.__version__)')")
else
	said+=("DuckDB: skipped, as it cannot be installed")
fi

if $is_starting && wait_for_trino; then
	said+=("Trino: $trino_version, one coordinator and one worker")
else
	said+=("Trino: skipped, as $trino_why")
fi

if [[ ${1-} == bench ]]; then
	unset FAIRAUDIT_TEST_PYTHON # nobody asks it over a network
	echo "engines: $(uname -sm), $(nproc) processors, load $(uptime | sed 's/.*: //')"
	go test -run '^$' -bench '^BenchmarkEngines$' -benchtime "${BENCH_TIMES:-7}x" -timeout 60m ./dataset/sql
	printf 'engines: %s\n' "${said[@]}"
	exit
fi
go test -count=1 ./dataset/sql ./cmd/internal/cli -run 'Contract|Postgres|Trino|Engine'
printf 'engines: %s\n' "${said[@]}" | tee -a "${FAIRAUDIT_CI_NOTES:-/dev/null}"
