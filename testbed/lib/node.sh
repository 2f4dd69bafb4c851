#!/bin/bash
# Pid 1 of the node: prepares its namespaces, then runs containerd and the Kubernetes programs and restarts what ends.
# node.sh STATE NAME BIN API-PORT; file descriptor 7 is the host's network namespace.
set -euo pipefail
state=$1 name=$2 bin=$3 api_port=$4
pki=$state/pki config=$state/config

read -r host_pid _ </proc/self/stat # still the host's /proc
mount --make-rshared /
mount -t proc proc /proc
hostname "$name"

# Places that are the same for every cluster on the host: each gets its own.
for dir in /run/containerd /run/netns /var/lib/cni /var/lib/kubelet /var/log; do
  mkdir -p "$dir"
  mount -t tmpfs tmpfs "$dir"
done

# The kubelet sets these flags of the whole machine; let it set files instead.
flags=$state/kernel-flags
mkdir -p "$flags"
for flag in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  file=$flags/${flag//\//.}
  echo "${flag#*=}" >"$file"
  [[ ! -e /proc/sys/${flag%=*} ]] || mount --bind "$file" "/proc/sys/${flag%=*}"
done

# No interface leads out. The Service range needs a route only so that the node's own connects get as far as kube-proxy's rules.
ip link set lo up
ip link add node type bridge
ip address add 10.200.0.1/32 dev node
ip link set node up
ip route add 10.96.0.0/16 dev node src 10.200.0.1
ip route add unreachable default
sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0

echo "$host_pid" >"$state/node.pid"

run() { # run LOG-NAME COMMAND...
  local log=$state/log/$1.log
  shift
  while :; do
    "$@" >>"$log" 2>&1 </dev/null || true
    echo "testbed: $1 ended; starting it again" >>"$log"
    sleep 1
  done &
}

as() { echo "--kubeconfig=$pki/$1.kubeconfig --authentication-kubeconfig=$pki/$1.kubeconfig --authorization-kubeconfig=$pki/$1.kubeconfig"; }

# The kubelet's own metrics of containers come from cAdvisor, which looks for containerd in its usual place only.
ln -s "$state/containerd.sock" /run/containerd/containerd.sock
run containerd containerd --config "$config/containerd.toml"

run etcd "$bin/etcd" --data-dir "$state/etcd" --unsafe-no-fsync --log-level warn \
  --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
  --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 --initial-cluster default=http://127.0.0.1:2380

run kube-apiserver "$bin/kube-apiserver" --etcd-servers http://127.0.0.1:2379 --service-cluster-ip-range 10.96.0.0/16 \
  --bind-address 0.0.0.0 --secure-port 6443 --advertise-address 10.200.0.1 \
  --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key" --client-ca-file "$pki/ca.crt" \
  --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction --allow-privileged=true --profiling=false \
  --service-account-issuer https://kubernetes.default.svc.cluster.local \
  --service-account-key-file "$pki/service-accounts.pub" --service-account-signing-key-file "$pki/service-accounts.key" \
  --kubelet-certificate-authority "$pki/ca.crt" --kubelet-preferred-address-types InternalIP \
  --kubelet-client-certificate "$pki/apiserver-kubelet-client.crt" --kubelet-client-key "$pki/apiserver-kubelet-client.key" \
  --enable-aggregator-routing=true --requestheader-client-ca-file "$pki/front-proxy-ca.crt" --requestheader-allowed-names front-proxy-client \
  --requestheader-username-headers X-Remote-User --requestheader-group-headers X-Remote-Group --requestheader-extra-headers-prefix X-Remote-Extra- \
  --proxy-client-cert-file "$pki/front-proxy-client.crt" --proxy-client-key-file "$pki/front-proxy-client.key"

# On the host's loopback, into this node.
run api-forward nsenter --net=/proc/self/fd/7 -- "$bin/netfwd" "127.0.0.1:$api_port" /proc/1/ns/net 127.0.0.1:6443

until "$bin/kubectl" --kubeconfig "$pki/admin.kubeconfig" get --raw /readyz >/dev/null 2>&1; do sleep 0.2; done

# shellcheck disable=SC2046
run kube-controller-manager "$bin/kube-controller-manager" $(as kube-controller-manager) \
  --bind-address 127.0.0.1 --leader-elect=false --use-service-account-credentials=true --controllers '*' \
  --root-ca-file "$pki/ca.crt" --service-account-private-key-file "$pki/service-accounts.key" \
  --cluster-signing-cert-file "$pki/ca.crt" --cluster-signing-key-file "$pki/ca.key"
# shellcheck disable=SC2046
run kube-scheduler "$bin/kube-scheduler" $(as kube-scheduler) --bind-address 127.0.0.1 --leader-elect=false
run kubelet "$bin/kubelet" --config "$config/kubelet.yaml" --kubeconfig "$pki/kubelet.kubeconfig" \
  --hostname-override "$name" --node-ip 10.200.0.1 --root-dir "$state/kubelet"
run kube-proxy "$bin/kube-proxy" --config "$config/kube-proxy.yaml"
run network-policies "$bin/network-policies" "$pki/network-policies.kubeconfig"

wait
