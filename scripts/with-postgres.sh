#!/usr/bin/env bash
# Runs a command with a throwaway PostgreSQL server: with-postgres.sh COMMAND [ARG …]
# The server listens on a socket in a temporary folder only, its URL is in DBTOOL_TEST_POSTGRES, and it is
# stopped and removed at the end. As root it runs as the user postgres.
set -euo pipefail

folder=$(mktemp -d /tmp/dbtool-postgres-XXXXXX)
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -1)
[ -n "$bin" ] || { echo "no PostgreSQL server is installed: scripts/install-deps.sh" >&2; exit 1; }

as_server() {
  if [ "$(id -u)" -eq 0 ]; then (cd /tmp && runuser -u postgres -- "$@"); else "$@"; fi
}
stop() {
  as_server "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

[ "$(id -u)" -ne 0 ] || chown postgres "$folder"
as_server "$bin/initdb" -A trust -U postgres -E UTF8 --locale=C.UTF-8 -D "$folder/data" >/dev/null
as_server "$bin/pg_ctl" -w -D "$folder/data" -l "$folder/data/server.log" \
  -o "-k $folder -c listen_addresses='' -c max_connections=200 -c fsync=${DBTOOL_TEST_FSYNC:-off}" start >/dev/null

export DBTOOL_TEST_POSTGRES="postgresql://postgres@/?host=$folder"
"$@"
