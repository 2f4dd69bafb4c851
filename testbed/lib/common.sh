# shellcheck shell=bash disable=SC2034
# Settings and helpers of all verbs; sourced.
set -euo pipefail

testbed=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
name=${TESTBED_NAME:-cdk8s-mcp}
api_port=${TESTBED_API_PORT:-16443}
nodes=${TESTBED_NODES:-2}
cache=$(readlink -m "${TESTBED_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-mcp/testbed}")
state=$(readlink -m "${TESTBED_STATE:-/run/testbed-$name}")
bin=$cache/bin
export KUBECONFIG=$state/kubeconfig
export PATH=$PATH:/usr/sbin:/sbin:/usr/local/go/bin

started=${EPOCHREALTIME/[.,]/}
say() { printf '%6.1f s  %s\n' "$(((${EPOCHREALTIME/[.,]/} - started) / 100000))e-1" "$*" >&2; }
die() { echo "testbed: $*" >&2; exit 1; }

[[ $name =~ ^[a-z0-9]([a-z0-9-]*[a-z0-9])?$ ]] || die "TESTBED_NAME must be of a-z, 0-9 and -: $name"
[[ $nodes =~ ^[1-9]$ ]] || die "TESTBED_NODES must be a number from 1 to 9: $nodes"
[[ $api_port =~ ^[0-9]+$ ]] && ((api_port > 0 && api_port < 65536)) || die "TESTBED_API_PORT must be a port, 1 to 65535: $api_port"
[[ $EUID == 0 ]] || die "must run as root, since it makes namespaces, mounts and cgroups: use sudo, or set KUBECONFIG to any other cluster and do without"

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

# What each node has of its own: the first, which has the control plane, is called as the cluster is.
node_name() { (($1 == 1)) && echo "$name" || echo "$name-$1"; }
node_state() { (($1 == 1)) && echo "$state" || echo "$state/node-$1"; }

# node_pid [NUMBER]: a node's pid 1 as seen from the host; fails when the node is down.
node_pid() {
  local own pid
  own=$(node_state "${1:-1}")
  pid=$(cat "$own/node.pid" 2>/dev/null) && grep -qzxF -- "$own" "/proc/$pid/cmdline" 2>/dev/null && echo "$pid"
}

# The numbers of the nodes that are up, whatever TESTBED_NODES says now.
running_nodes() {
  local number
  for number in {1..9}; do
    if node_pid "$number" >/dev/null; then echo "$number"; fi
  done
}

kubectl() { "$bin/kubectl" "$@"; }

# ctr_on NUMBER ...: ctr, on one node
ctr_on() { command ctr --address "$(node_state "$1")/containerd.sock" --namespace k8s.io "${@:2}"; }

# import ARCHIVE: into every node
import() {
  local number
  for number in $(running_nodes); do ctr_on "$number" images import "$1" >/dev/null; done
}

# cgroups NUMBER: a node's directory in each cgroup hierarchy. No cluster's name has a dot, so no two nodes share one.
cgroups() {
  local hierarchy directory=testbed-$name.$1
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    echo "/sys/fs/cgroup/$directory"
  else
    for hierarchy in /sys/fs/cgroup/*/; do echo "$hierarchy$directory"; done
  fi
}

# Ends whatever runs of any node, one that has just begun to start too. With a node's pid 1 go all of its processes, mounts and interfaces.
stop_nodes() {
  local number pid directory
  for number in {9..1}; do
    for pid in $(grep -lzxF -- "$(node_state "$number")" /proc/[0-9]*/cmdline 2>/dev/null | cut -d/ -f3); do
      [[ $pid != $$ ]] || continue
      kill -KILL "$pid" 2>/dev/null || continue
      while [[ -e /proc/$pid && $(cut -d' ' -f3 "/proc/$pid/stat" 2>/dev/null) != Z ]]; do sleep 0.1; done
    done
    rm -f "$(node_state "$number")/node.pid"
    for directory in $(cgroups "$number"); do
      [[ ! -d $directory ]] || find "$directory" -depth -type d -exec rmdir {} +
    done
  done
}
