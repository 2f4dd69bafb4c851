#!/bin/bash
# Pid 1 of a node: prepares its namespaces, then runs containerd and the Kubernetes programs and restarts what ends.
# node.sh NUMBER OWN-STATE STATE NAME BIN API-PORT; file descriptor 7 is the host's network namespace for the first node, which has
# the control plane, and the first node's for every other.
set -euo pipefail
number=$1 own=$2 state=$3 name=$4 bin=$5 api_port=$6
pki=$state/pki config=$own/config address=10.200.0.$number

read -r host_pid _ </proc/self/stat # still the host's /proc
mount --make-rshared /
mount -t proc proc /proc
hostname "$name"

# Places that are the same for every node on the host: each gets its own.
for dir in /run/containerd /run/netns /var/lib/cni /var/lib/kubelet /var/log; do
  mkdir -p "$dir"
  mount -t tmpfs tmpfs "$dir"
done

# The kubelet sets these flags of the whole machine; let it set files instead.
flags=$own/kernel-flags
mkdir -p "$flags"
for flag in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  file=$flags/${flag//\//.}
  echo "${flag#*=}" >"$file"
  [[ ! -e /proc/sys/${flag%=*} ]] || mount --bind "$file" "/proc/sys/${flag%=*}"
done

# The nodes' own network: a bridge on the first node, and a cable from it to each other one. No interface leads out of them.
ip link set lo up
if ((number == 1)); then
  ip link add nodes type bridge
else
  nsenter --net=/proc/self/fd/7 -- ip link add "node-$number" type veth peer name nodes netns /proc/1/ns/net
  nsenter --net=/proc/self/fd/7 -- ip link set "node-$number" master nodes up
fi
ip address add "$address/24" dev nodes
ip link set nodes up
# The Service range needs a route only so that the node's own connects get as far as kube-proxy's rules.
ip route add 10.96.0.0/16 dev nodes src "$address"
for other in {1..9}; do
  ((other == number)) || ip route add "10.244.$((other - 1)).0/24" via "10.200.0.$other"
done
ip route add unreachable default
sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0

echo "$host_pid" >"$own/node.pid"

run() { # run LOG-NAME COMMAND...
  local log=$own/log/$1.log
  shift
  while :; do
    "$@" >>"$log" 2>&1 </dev/null || true
    echo "testbed: $1 ended; starting it again" >>"$log"
    sleep 1
  done &
}

# The kubelet's own metrics of containers come from cAdvisor, which looks for containerd in its usual place only.
ln -s "$own/containerd.sock" /run/containerd/containerd.sock
run containerd containerd --config "$config/containerd.toml"

# shellcheck source=control-plane.sh
((number > 1)) || . "$(dirname "$(readlink -f "$0")")/control-plane.sh"
until "$bin/kubectl" --kubeconfig "$pki/admin.kubeconfig" --server https://10.200.0.1:6443 get --raw /readyz >/dev/null 2>&1; do sleep 0.2; done

run kubelet "$bin/kubelet" --config "$config/kubelet.yaml" --kubeconfig "$pki/kubelet-$number.kubeconfig" \
  --hostname-override "$name" --node-ip "$address" --root-dir "$own/kubelet"
run kube-proxy "$bin/kube-proxy" --config "$config/kube-proxy.yaml"
run network-policies "$bin/network-policies" "$pki/network-policies.kubeconfig"

wait
