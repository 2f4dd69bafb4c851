#!/bin/sh
# The first start of a database, as the image docker.io/library/postgres has it, for POSTGRES_PASSWORD[_FILE], POSTGRES_USER, POSTGRES_DB,
# POSTGRES_INITDB_ARGS, PGDATA and /docker-entrypoint-initdb.d/*.sql. Everything else that upstream's script knows is left out.
set -eu

password=${POSTGRES_PASSWORD:-}
[ -z "${POSTGRES_PASSWORD_FILE:-}" ] || password=$(cat "$POSTGRES_PASSWORD_FILE")
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

# Alone, before anyone can connect.
run_sql() { postgres --single -j -D "$PGDATA" "$1" >/dev/null; }

create() {
  [ -n "$password" ] || { echo "the database has no password: set POSTGRES_PASSWORD, or POSTGRES_PASSWORD_FILE, to one" >&2; exit 1; }
  mkdir -p "$PGDATA"
  # shellcheck disable=SC2086 # these are words
  echo "$password" | initdb --pgdata="$PGDATA" --username="$user" --pwfile=/dev/stdin --auth-local=trust --auth-host=scram-sha-256 \
    --locale=C.UTF-8 --encoding=UTF8 ${POSTGRES_INITDB_ARGS:-}
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
  [ "$database" = postgres ] || echo "CREATE DATABASE \"$database\";" | run_sql postgres
  for script in /docker-entrypoint-initdb.d/*.sql; do
    [ ! -f "$script" ] || run_sql "$database" <"$script"
  done
}

if [ "${1:-}" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then create; fi
exec "$@"
