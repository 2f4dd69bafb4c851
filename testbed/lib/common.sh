# shellcheck shell=bash disable=SC2034
# Settings and helpers of all verbs; sourced.
set -euo pipefail

testbed=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
name=${TESTBED_NAME:-cdk8s-mcp}
api_port=${TESTBED_API_PORT:-16443}
cache=$(readlink -m "${TESTBED_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-mcp/testbed}")
state=$(readlink -m "${TESTBED_STATE:-/run/testbed-$name}")
bin=$cache/bin
export KUBECONFIG=$state/kubeconfig
export PATH=$PATH:/usr/sbin:/sbin:/usr/local/go/bin

started=${EPOCHREALTIME/[.,]/}
say() { printf '%6.1f s  %s\n' "$(((${EPOCHREALTIME/[.,]/} - started) / 100000))e-1" "$*" >&2; }
die() { echo "testbed: $*" >&2; exit 1; }

[[ $name =~ ^[a-z0-9]([a-z0-9-]*[a-z0-9])?$ ]] || die "TESTBED_NAME must be of a-z, 0-9 and -: $name"
[[ $EUID == 0 ]] || die "must run as root: it makes namespaces, mounts and cgroups"

# wait_for SECONDS WHAT COMMAND...
wait_for() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || die "$what: not in time; see $state/log"
    sleep 0.2
  done
  say "$what"
}

# The node's pid 1 as seen from the host; fails when the node is down.
node_pid() {
  local pid
  pid=$(cat "$state/node.pid" 2>/dev/null) && grep -qzxF -- "$state" "/proc/$pid/cmdline" 2>/dev/null && echo "$pid"
}

kubectl() { "$bin/kubectl" "$@"; }
ctr() { command ctr --address "$state/containerd.sock" --namespace k8s.io "$@"; }

# The node's directory in each cgroup hierarchy.
cgroups() {
  local hierarchy
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    echo "/sys/fs/cgroup/testbed-$name"
  else
    for hierarchy in /sys/fs/cgroup/*/; do echo "${hierarchy}testbed-$name"; done
  fi
}
