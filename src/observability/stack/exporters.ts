import { clusterRole, Component, probesThroughProxy, proxyContainer, surround } from './component';
import { imageOf, labelsOf, object, selectorOf, StackContext } from './context';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, pulling, resources, scheduling } from './pods';

const STATE: Component = {
  name: 'kube-state-metrics',
  upstream: 8081,
  openPaths: ['/livez'],
  honorLabels: true,
  // Each restart of a pod would begin new series.
  metricRelabelings: [{ action: 'labeldrop', regex: 'uid|container_id|image_id|image_spec' }],
};

/** What kube-state-metrics reads: what rules and dashboards ask for, and no Secret or ConfigMap. */
const STATE_RESOURCES: Readonly<Record<string, readonly string[]>> = {
  '': ['namespaces', 'nodes', 'persistentvolumeclaims', 'persistentvolumes', 'pods', 'services'],
  'apps': ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  'autoscaling': ['horizontalpodautoscalers'],
  'batch': ['cronjobs', 'jobs'],
  'policy': ['poddisruptionbudgets'],
};

/** What the API server knows of objects, as metrics. */
export function kubeStateMetrics(context: StackContext): void {
  const { name } = STATE;
  surround(context, STATE);
  clusterRole(context, name, name, context.namespace,
    Object.entries(STATE_RESOURCES).map(([group, resource]) => ({ apiGroups: [group], resources: resource, verbs: ['list', 'watch'] })));
  object(context, name, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name,
    spec: {
      replicas: 1,
      selector: { matchLabels: selectorOf(name) },
      template: {
        metadata: { labels: labelsOf(context, name), annotations: { 'kubectl.kubernetes.io/default-container': name } },
        spec: {
          ...scheduling(context, selectorOf(name)),
          serviceAccountName: name,
          automountServiceAccountToken: true,
          enableServiceLinks: false,
          securityContext: RESTRICTED_POD,
          containers: [stateContainer(context), proxyContainer(context, STATE)],
        },
      },
    },
  });
}

function stateContainer(context: StackContext): object {
  return {
    name: STATE.name,
    image: imageOf(context, 'kubeStateMetrics'),
    imagePullPolicy: 'IfNotPresent',
    args: [
      '--host=127.0.0.1', `--port=${STATE.upstream}`, '--telemetry-host=127.0.0.1', '--telemetry-port=8082',
      `--resources=${Object.values(STATE_RESOURCES).flat().sort().join(',')}`,
      // Pods are joined to their agents by it.
      '--metric-labels-allowlist=pods=[app.kubernetes.io/name,app.kubernetes.io/component],deployments=[app.kubernetes.io/component]',
    ],
    ...probesThroughProxy(STATE),
    resources: resources('20m', '64Mi', '512Mi'),
    securityContext: RESTRICTED_CONTAINER,
  };
}

/** Its namespace: it shares the node's network and reads the node's files, which the stack's own namespace admits to nobody. */
export function nodesNamespace(namespace: string): string {
  return `${namespace}-nodes`;
}

function nodeComponent(context: StackContext): Component {
  return {
    name: 'node-exporter',
    namespace: nodesNamespace(context.namespace),
    hostNetwork: true,
    port: 9100,
    upstream: 9101,
    relabelings: [{ sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' }, { sourceLabels: ['node'], targetLabel: 'instance' }],
  };
}

/** CPU, memory, disks and network of each node, whatever its taints are. */
export function nodeExporter(context: StackContext): void {
  const component = nodeComponent(context);
  const { name, namespace } = component;
  surround(context, component);
  object(context, name, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    name,
    namespace,
    spec: {
      selector: { matchLabels: selectorOf(name) },
      updateStrategy: { rollingUpdate: { maxUnavailable: '10%' } },
      template: {
        metadata: { labels: labelsOf(context, name), annotations: { 'kubectl.kubernetes.io/default-container': name } },
        spec: {
          ...pulling(context),
          serviceAccountName: name,
          automountServiceAccountToken: true,
          enableServiceLinks: false,
          hostNetwork: true,
          hostPID: true,
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          tolerations: [{ operator: 'Exists' }],
          securityContext: RESTRICTED_POD,
          containers: [nodeContainer(context, component), proxyContainer(context, component)],
          volumes: [{ name: 'root', hostPath: { path: '/' } }],
        },
      },
    },
  });
}

function nodeContainer(context: StackContext, { name, upstream }: Component): object {
  return {
    name,
    image: imageOf(context, 'nodeExporter'),
    imagePullPolicy: 'IfNotPresent',
    args: [
      `--web.listen-address=127.0.0.1:${upstream}`,
      '--path.rootfs=/host/root',
      '--no-collector.wifi',
      // Of pods, which cAdvisor tells of, and which come and go.
      '--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run/k3s/containerd/.+|var/lib/docker/.+|var/lib/kubelet/pods/.+)($|/)',
      '--collector.netclass.ignored-devices=^(veth.*|cali.*|lxc.*|[a-f0-9]{15})$',
      '--collector.netdev.device-exclude=^(veth.*|cali.*|lxc.*|[a-f0-9]{15})$',
    ],
    resources: resources('20m', '32Mi', '128Mi'),
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [{ name: 'root', mountPath: '/host/root', mountPropagation: 'HostToContainer', readOnly: true }],
  };
}

/** What of a kubelet's own metrics is kept: volumes, and how it copes with its pods. */
const KUBELET = 'kubelet_(volume_stats|running|node_name|pleg_relist_duration_seconds|pod_start_sli_duration_seconds|pod_worker_duration_seconds).*|kubernetes_build_info';
/** What of cAdvisor's is kept. */
const CADVISOR = 'container_(cpu_(usage|cfs)|memory_(working_set|rss|usage|failcnt)|network_(receive|transmit)|fs_(usage|limit|reads|writes)|spec|oom|start_time).*|machine_.*';

/** The kubelets' paths, and what is kept of each. Labels that say once more what others say go. */
const KUBELET_PATHS: readonly { readonly name: string; readonly path: string; readonly kept: string }[] = [
  { name: 'kubelet', path: '/metrics', kept: KUBELET },
  { name: 'kubelet-cadvisor', path: '/metrics/cadvisor', kept: CADVISOR },
  { name: 'kubelet-resource', path: '/metrics/resource', kept: 'container_.*|node_.*|pod_.*|scrape_error|resource_scrape_error' },
];

/** Kubelets, found as the cluster's nodes: so nothing has to be written into kube-system. */
export function kubelets(context: StackContext, token: string): void {
  for (const { kept, name, path } of KUBELET_PATHS) {
    object(context, 'kubelet', {
      apiVersion: 'monitoring.coreos.com/v1alpha1',
      kind: 'ScrapeConfig',
      name,
      spec: {
        jobName: 'kubelet',
        kubernetesSDConfigs: [{ role: 'Node' }],
        scheme: 'HTTPS',
        metricsPath: path,
        scrapeInterval: '30s',
        honorTimestamps: false,
        // Most kubelets sign their certificates themselves.
        tlsConfig: { insecureSkipVerify: true },
        authorization: { type: 'Bearer', credentials: { name: token, key: 'token' } },
        relabelings: [
          // The paths' own series, such as `up`, would be the same otherwise.
          { sourceLabels: ['__metrics_path__'], targetLabel: 'metrics_path' },
          { sourceLabels: ['__meta_kubernetes_node_name'], targetLabel: 'node' },
          { sourceLabels: ['node'], targetLabel: 'instance' },
        ],
        metricRelabelings: [
          { sourceLabels: ['__name__'], regex: kept, action: 'Keep' },
          { regex: 'id|name|image', action: 'LabelDrop' },
        ],
      },
    });
  }
}
