#!/bin/bash
# Checks that what goes wrong around the testbed is said, and that a killed up or down leaves nothing that the next one can't mend.
# It makes and removes a cluster of its own beside any other, with the API server at TESTBED_FAULTS_API_PORT (16499).
export TESTBED_NAME=testbed-faults TESTBED_API_PORT=${TESTBED_FAULTS_API_PORT:-16499} TESTBED_NODES=2
. "$(dirname "$(readlink -f "$0")")/../lib/common.sh"
passed=0 failed=0

ok() { say "ok: $1"; passed=$((passed + 1)); }
wrong() { say "FAILED: $1: $2"; failed=$((failed + 1)); }

# says WHAT PATTERN COMMAND...: COMMAND must fail, with a sentence that has the pattern
says() {
  local what=$1 pattern=$2 output
  shift 2
  if output=$("$@" 2>&1); then wrong "$what" "it did not fail"; return; fi
  if grep -q -- "$pattern" <<<"$output"; then ok "$what"; else wrong "$what" "$output"; fi
}
works() { local what=$1 output; shift; if output=$("$@" 2>&1); then ok "$what"; else wrong "$what" "$output"; fi; }

# Killed so many seconds after its start, with all that it runs in the foreground.
killed_up() { setsid timeout --signal=KILL "$1" "$testbed/up" >/dev/null 2>&1 || true; }

# What a cluster must not leave behind: processes, cgroups, its state.
left_behind() {
  local number
  for number in {1..9}; do
    grep -lzxF -- "$(node_state "$number")" /proc/[0-9]*/cmdline 2>/dev/null || true
    cgroups "$number" | xargs ls -d 2>/dev/null || true
  done
  ls -d "$state" 2>/dev/null || true
  grep -F "$state" /proc/mounts || true
}
nothing_left() { local left; left=$(left_behind); [[ -z $left ]] || { echo "$left"; return 1; }; }

"$testbed/down" --wipe
trap '"$testbed/down" --wipe 2>/dev/null' EXIT

says "not root" "must run as root" setpriv --reuid 65534 --clear-groups env HOME=/tmp TESTBED_CACHE=/tmp/none "$testbed/up"
says "a name that is none" "TESTBED_NAME" env TESTBED_NAME=No "$testbed/up"
says "a number of nodes that is none" "TESTBED_NODES" env TESTBED_NODES=0 "$testbed/up"
no_apt() { (command() { [[ $* != *apt-get* ]] && builtin command "$@"; }; export -f command; "$testbed/lib/packages.sh"); }
says "not Debian" "Debian 12 is needed" no_apt
python3 -m http.server --bind 127.0.0.1 "$api_port" >/dev/null 2>&1 &
listener=$!
until (: <>"/dev/tcp/127.0.0.1/$api_port") 2>/dev/null; do sleep 0.1; done
says "a port that is taken" "port $api_port is taken" "$testbed/up"
kill $listener
wait $listener 2>/dev/null || true

mkdir -p "$state/someone-elses"
says "a state that is none of ours" "not the state of a testbed" "$testbed/down" --wipe
rm -rf "$state"

for seconds in 0.3 0.7 1.2 2.5 5; do killed_up $seconds; done
works "up after five that were killed" "$testbed/up"
kill -KILL "$(node_pid 2)"
works "up after the second node was killed" "$testbed/up"
kill -KILL "$(node_pid 1)"
works "up after the first node was killed" "$testbed/up"
works "pods run" kubectl run probe --image=testbed/probe:1 --restart=Never --image-pull-policy=IfNotPresent --attach --pod-running-timeout=60s --command -- true
echo other >"$state/version"
says "a state of another version" "made by another version" "$testbed/up"
setsid timeout --signal=KILL 0.05 "$testbed/down" --wipe >/dev/null 2>&1 || true
works "down after one that was killed" "$testbed/down" --wipe
works "nothing is left on the host" nothing_left

echo "$passed passed, $failed failed"
((failed == 0))
