#!/usr/bin/env bash
# Finds what the tests need beside Python and Node: PostgreSQL, Mosquitto and Chromium.
# As root on Debian it installs and starts what is missing; elsewhere it names the command.
# Tests that miss a service are skipped with that reason, except under CI=true, where this script fails.
set -euo pipefail
cd "$(dirname "$0")/.."

PATH="$PATH:/usr/sbin:/sbin"
default_postgres=postgresql://postgres@127.0.0.1:5432
postgres="${REGIE_TEST_POSTGRES:-$default_postgres}"
missing=()

may_install() { [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ]; }

install() {
    echo "services: installing $*, up to a minute"
    # Without a locale PostgreSQL's package would make a cluster that knows no encoding.
    export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
    if [ -z "${apt_updated:-}" ]; then apt-get update -qq && apt_updated=1; fi
    # What packages say of themselves matters only when they can't be installed.
    local told
    if ! told=$(apt-get install -qq -y --no-install-recommends "$@" 2>&1); then
        printf '%s\n' "$told" | tail -n 5 >&2
    fi
}

postgres_problem() {
    .venv/bin/python - "$postgres" <<'PYTHON' 2>&1
import sys
import psycopg
try:
    psycopg.connect(sys.argv[1], dbname="postgres", connect_timeout=3).close()
except psycopg.OperationalError as error:
    sys.exit(str(error).splitlines()[0].replace(sys.argv[1], "it"))
PYTHON
}

wait_for_postgres() {
    local attempt
    for attempt in {1..30}; do
        if postgres_problem >/dev/null; then return; fi
        sleep 0.5
    done
}

# A cluster that we just made has no password for postgres: the tests reach it over the loopback only.
trust_loopback() {
    local rules
    for rules in /etc/postgresql/*/main/pg_hba.conf; do
        sed -i '1i host all postgres 127.0.0.1/32 trust' "$rules"
    done
    service postgresql reload >/dev/null
}

find_postgres() {
    if postgres_problem >/dev/null; then return; fi
    if may_install && [ "$postgres" = "$default_postgres" ]; then
        local fresh=
        if ! compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; then
            install postgresql
            fresh=1
        fi
        service postgresql start >/dev/null || true  # What is wrong is said below.
        if [ -n "$fresh" ]; then trust_loopback; fi
        wait_for_postgres
    fi
    local problem
    if ! problem=$(postgres_problem); then
        missing+=("PostgreSQL: $problem. Start one (Debian: apt-get install postgresql) and name it in REGIE_TEST_POSTGRES=postgresql://user:password@host:port.")
    fi
}

find_mosquitto() {
    if command -v mosquitto >/dev/null && command -v mosquitto_pub >/dev/null; then return; fi
    if may_install; then install mosquitto mosquitto-clients; fi
    if ! command -v mosquitto >/dev/null; then
        missing+=("Mosquitto: no such program. Debian: apt-get install mosquitto mosquitto-clients.")
    fi
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Most tests start a broker of their own on a free port; the standard port serves a person who tries things out.
start_mosquitto() {
    if listens 1883 || ! command -v mosquitto >/dev/null; then return; fi
    if may_install; then
        # Without systemd nobody makes the folder that the packaged settings name; its own defaults listen on the loopback.
        service mosquitto start >/dev/null 2>&1 || mosquitto -d >/dev/null 2>&1
    else
        echo "services: nothing listens on port 1883; to have a broker there: mosquitto -d"
    fi
}

# The library that steers the browser brings a Node of its own, which a minimal Debian can't load.
find_libatomic() {
    if ldconfig -p | grep -q libatomic.so.1; then return; fi
    if may_install; then install libatomic1; fi
}

find_chromium() {
    if [ -n "${REGIE_CHROMIUM:-}" ] || command -v chromium >/dev/null; then return; fi
    if may_install; then install chromium; fi
    if ! command -v chromium >/dev/null; then
        missing+=("Chromium: no such program. Debian: apt-get install chromium; elsewhere name it in REGIE_CHROMIUM.")
    fi
}

find_postgres
find_mosquitto
start_mosquitto
find_chromium
find_libatomic

if [ ${#missing[@]} -gt 0 ]; then
    printf 'services: %s\n' "${missing[@]}" >&2
    if [ "${CI:-}" = true ]; then exit 1; fi
fi
