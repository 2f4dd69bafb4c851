#!/bin/sh
# As the image docker.io/library/redis has it: arguments alone are those of the server.
set -eu
case "${1:-}" in
  -* | *.conf) set -- redis-server "$@" ;;
esac
exec "$@"
