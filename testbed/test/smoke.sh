#!/bin/bash
# shellcheck disable=SC2317  # functions are called through check
# Checks what the testbed promises, on a running cluster, in a namespace of its own.
. "$(dirname "$(readlink -f "$0")")/../lib/common.sh"
here=$testbed/test
namespace=smoke
passed=0 failed=0

k() { kubectl --namespace $namespace "$@"; }
in_client() { k exec client -- "$@"; }
fetch() { in_client probe get "http://$1" 2; }

# check WHAT COMMAND...: COMMAND must succeed within 20 seconds
check() {
  local what=$1 end=$((SECONDS + 20))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || { say "FAILED: $what"; failed=$((failed + 1)); return; }
    sleep 0.5
  done
  say "ok: $what"
  passed=$((passed + 1))
}
is() { local expected=$1; shift; [[ $("$@") == "$expected" ]]; }
refused() { ! "$@"; }

kubectl delete namespace $namespace --ignore-not-found >/dev/null
trap 'kubectl delete namespace $namespace --wait=false >/dev/null' EXIT
kubectl create namespace $namespace >/dev/null
k apply -f "$here/smoke.yaml" >/dev/null

check "Deployment is available" k wait --for=condition=Available deployment/web --timeout=20s
check "pod runs commands" in_client true
check "Service by its short name" fetch web/
check "Service by its full name" fetch web.$namespace.svc.cluster.local/
check "no way out of the cluster" refused in_client ping -c 1 -W 1 192.0.2.1
fetch_each() { local address; for address in $(k get pods --selector app=web --output jsonpath='{.items[*].status.podIP}'); do fetch "$address:8080/" || return; done; }
distinct_nodes() { k get pods --selector app=web --output jsonpath="{range .items[*]}{.spec.nodeName}{\"\\n\"}{end}" | sort -u | wc -l; }
check "pods are on every node" is "$(running_nodes | wc -l)" distinct_nodes
check "a pod reaches pods of every node" fetch_each
check "names outside are unknown" refused in_client nslookup example.org
check "logs" is "serving on :8080" k logs deployment/web --limit-bytes=16
check "volume is provisioned and written" is written k logs writer
check "memory limit kills" is OOMKilled k get pod greedy -o jsonpath='{.status.containerStatuses[0].state.terminated.reason}'

container_metrics() { kubectl get --raw "/api/v1/nodes/$(k get pod --selector app=web --output jsonpath='{.items[0].spec.nodeName}')/proxy/metrics/cadvisor" | grep '^container_cpu_usage_seconds_total{container="web"'; }
check "metrics of containers" container_metrics

local_port=$((20000 + RANDOM % 10000))
"$testbed/forward" $namespace/web $local_port:80 2>/dev/null &
forward=$!
check "forward to the host's loopback" curl --silent --fail "http://127.0.0.1:$local_port/"
kill $forward
check "forward ends with its process" refused curl --silent "http://127.0.0.1:$local_port/"

app=$(mktemp --directory)
cat >"$app/index.js" <<'JS'
require('http').createServer((_, response) => response.end(process.version)).listen(8080)
JS
"$testbed/image" smoke-node:1 --node-app "$app" --user 1000
rm -r "$app"
k run node --image=smoke-node:1 --port=8080 --expose >/dev/null
check "Node.js app in a pod answers" is "$(node --version)" fetch node:8080/

kubectl --namespace $namespace apply -f "$here/policies.yaml" >/dev/null
k delete networkpolicy client web >/dev/null
check "NetworkPolicy: deny-all stops DNS" refused in_client nslookup web
check "NetworkPolicy: deny-all stops connections" refused fetch "$(k get service web -o jsonpath='{.spec.clusterIP}')/"
check "NetworkPolicy: probes of the node go on" k wait --for=condition=Available deployment/web --timeout=5s
k apply -f "$here/policies.yaml" >/dev/null
check "NetworkPolicy: an allowed connection" fetch web/
check "NetworkPolicy: an allowed connection to every node" fetch_each
check "NetworkPolicy: another port stays closed" refused fetch "$(k get pod node -o jsonpath='{.status.podIP}'):8080/"
k delete -f "$here/policies.yaml" >/dev/null
check "NetworkPolicy: none, all open" fetch node:8080/

last=$(node_name "$(running_nodes | tail -n 1)")
if [[ $last != "$name" ]]; then
  check "a node is drained" kubectl drain "$last" --ignore-daemonsets --delete-emptydir-data --force --timeout=60s
  left() { is "" k get pods --selector app=web --field-selector "spec.nodeName=$last" --output name; }
  check "its pods have left" left
  check "they are there again elsewhere" k wait --for=condition=Available deployment/web --timeout=20s
  kubectl uncordon "$last" >/dev/null
fi

echo "$passed passed, $failed failed"
((failed == 0))
