import { imageOf, object, selectorOf, StackContext } from './context';
import { RESTRICTED_CONTAINER, resources } from './pods';
import { Relabeling } from '../monitors/relabelings';

/** Who may read what a component serves: those who may `get` this, by Kubernetes' own RBAC. */
export interface GuardedResource {
  readonly resource: string;
  readonly name: string;
}

/** A part of the stack that is read through kube-rbac-proxy alone. */
export interface Component {
  /** Of its objects, and the label `job` of its series. */
  readonly name: string;
  /** By what its pods are found. @default - by its name */
  readonly pods?: Readonly<Record<string, string>>;
  /** The proxy's port. @default 8443 */
  readonly port?: number;
  /** What that port is called. @default "https" */
  readonly portName?: string;
  /** What the proxy's container is called. @default "kube-rbac-proxy" */
  readonly proxy?: string;
  /** For whom tokens must be that the proxy takes. @default - for the API server */
  readonly audience?: string;
  /** The port on which it listens, for its own pod alone. */
  readonly upstream: number;
  /** Paths that the proxy lets through; all where it says nothing. */
  readonly paths?: readonly string[];
  /** Paths that need no proof, for the kubelet. */
  readonly openPaths?: readonly string[];
  /** What one must be allowed to get; without it the path `/metrics`. */
  readonly guards?: GuardedResource;
  /** Its replicas, which are drained one by one. */
  readonly replicas?: number;
  /** Whom it calls, beside the API server and DNS. */
  readonly egress?: readonly object[];
  /** Who calls it, beside Prometheus. */
  readonly ingress?: readonly object[];
  /** Where it runs, if not in the stack's own namespace. */
  readonly namespace?: string;
  /** Whether its pods have the node's network, which no policy governs. */
  readonly hostNetwork?: boolean;
  readonly metricRelabelings?: readonly Relabeling[];
  readonly relabelings?: readonly Relabeling[];
  readonly honorLabels?: boolean;
}

/** The proxy's port, where nothing else is said. */
export const PROXY_PORT = 8443;
const PROXY_PORT_NAME = 'https';

/** The Secret with the token by which Prometheus proves to proxies and kubelets who it is. */
export const SCRAPER = 'mcp-scraper';

/** What makes the proxy ask for proof: the container that stands before a component, in the same pod. */
export function proxyContainer(context: StackContext, component: Component): Record<string, any> {
  const {
    audience, guards, hostNetwork, openPaths = [], paths = [], port = PROXY_PORT, portName = PROXY_PORT_NAME, proxy = 'kube-rbac-proxy', upstream,
  } = component;
  const healthPort = port + 200;
  const host = hostNetwork ? '$(IP)' : '';
  return {
    name: proxy,
    image: imageOf(context, 'proxy'),
    imagePullPolicy: 'IfNotPresent',
    args: [
      `--secure-listen-address=${host}:${port}`,
      `--proxy-endpoints-port=${healthPort}`,
      // Over HTTP/2 it tells no connection to close when it is asked to end, and waits for all of them: until the pod is killed.
      '--http2-disable',
      `--upstream=http://127.0.0.1:${upstream}/`,
      ...paths.length > 0 ? [`--allow-paths=${paths.join(',')}`] : [],
      ...openPaths.length > 0 ? [`--ignore-paths=${openPaths.join(',')}`] : [],
      ...guards ? ['--config-file=/etc/kube-rbac-proxy/config.yaml'] : [],
      ...audience ? [`--auth-token-audiences=${audience}`] : [],
    ],
    ...hostNetwork ? { env: [{ name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }] } : {},
    ports: [{ name: portName, containerPort: port }, { name: 'proxy-health', containerPort: healthPort }],
    readinessProbe: { httpGet: { path: '/healthz', port: 'proxy-health', scheme: 'HTTPS' }, periodSeconds: 5 },
    livenessProbe: { httpGet: { path: '/healthz', port: 'proxy-health', scheme: 'HTTPS' }, initialDelaySeconds: 30 },
    resources: resources('10m', '24Mi', '96Mi'),
    securityContext: RESTRICTED_CONTAINER,
    ...guards ? { volumeMounts: [{ name: 'kube-rbac-proxy', mountPath: '/etc/kube-rbac-proxy', readOnly: true }] } : {},
  };
}

/** The volumes that this container mounts. */
export function proxyVolumes({ guards, name }: Component): object[] {
  return guards ? [{ name: 'kube-rbac-proxy', configMap: { name: `${name}-kube-rbac-proxy` } }] : [];
}

/** Probes of the component itself, asked through the proxy on a path that is open. */
export function probesThroughProxy({ port = PROXY_PORT, openPaths: [path] = [] }: Component): Record<string, any> {
  const httpGet = { path, port, scheme: 'HTTPS' };
  return { readinessProbe: { httpGet, periodSeconds: 5 }, livenessProbe: { httpGet, initialDelaySeconds: 30, failureThreshold: 6 } };
}

/**
 * All that a component has beside its pods: an identity that may ask who a caller is, a Service, a monitor, a NetworkPolicy, a
 * disruption budget, and the Role that readers are given.
 */
export function surround(context: StackContext, component: Component): void {
  identity(context, component);
  service(context, component);
  serviceMonitor(context, component);
  if (!component.hostNetwork) {
    networkPolicy(context, component);
  }
  if ((component.replicas ?? 1) > 1) {
    disruptionBudget(context, component);
  }
  if (component.guards) {
    guard(context, component, component.guards);
  }
}

function identity(context: StackContext, { name, namespace = context.namespace }: Component): void {
  object(context, name, { apiVersion: 'v1', kind: 'ServiceAccount', name, namespace, automountServiceAccountToken: false });
  // Lets the proxy ask the API server whose token it was shown, and whether that account may read.
  object(context, name, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    name: `${name}-auth-delegator`,
    isOfCluster: true,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:auth-delegator' },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
}

function podLabels({ name, pods = selectorOf(name) }: Component): Readonly<Record<string, string>> {
  return pods;
}

function service(context: StackContext, component: Component): void {
  const { name, namespace, port = PROXY_PORT } = component;
  object(context, name, {
    apiVersion: 'v1',
    kind: 'Service',
    name,
    namespace,
    spec: {
      selector: podLabels(component),
      ports: [{ name: PROXY_PORT_NAME, port, targetPort: port, appProtocol: 'https' }],
      ...component.hostNetwork ? { clusterIP: 'None' } : {},
    },
  });
}

/** How Prometheus reaches what is behind a proxy. The proxy's certificate is its own, so only its address can be believed. */
export const THROUGH_PROXY = {
  scheme: 'https',
  tlsConfig: { insecureSkipVerify: true },
  authorization: { type: 'Bearer', credentials: { name: SCRAPER, key: 'token' } },
};

function serviceMonitor(context: StackContext, component: Component): void {
  const { honorLabels, metricRelabelings, name, namespace, relabelings = [] } = component;
  object(context, name, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    name,
    spec: {
      jobLabel: 'app.kubernetes.io/name',
      selector: { matchLabels: selectorOf(name) },
      ...namespace ? { namespaceSelector: { matchNames: [namespace] } } : {},
      endpoints: [{
        port: PROXY_PORT_NAME,
        interval: '30s',
        ...THROUGH_PROXY,
        ...honorLabels ? { honorLabels } : {},
        relabelings: [...relabelings, { action: 'labeldrop', regex: 'container|endpoint' }],
        ...metricRelabelings ? { metricRelabelings } : {},
      }],
    },
  });
}

/** What every part may call: DNS, and the API server, which is no pod that a policy could name. */
const EVERYBODYS_EGRESS = [
  { to: [{ namespaceSelector: named('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }], ports: [tcp(53), { port: 53, protocol: 'UDP' }] },
  { ports: [tcp(443), tcp(6443)] },
];

/** A NetworkPolicy for pods by their labels. */
export function policy(
  context: StackContext, name: string, labels: Readonly<Record<string, string>>, ingress: readonly object[], egress: readonly object[],
): void {
  object(context, name, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name,
    spec: { podSelector: { matchLabels: labels }, policyTypes: ['Ingress', 'Egress'], ingress, egress: [...EVERYBODYS_EGRESS, ...egress] },
  });
}

function networkPolicy(context: StackContext, component: Component): void {
  const { egress = [], ingress = [], name, port = PROXY_PORT } = component;
  // Who may read is the proxy's to ask, so that KEDA, Grafana and people find it from any namespace.
  policy(context, name, podLabels(component), [{ from: [{ namespaceSelector: {} }], ports: [tcp(port)] }, ...ingress], egress);
}

function disruptionBudget(context: StackContext, component: Component): void {
  object(context, component.name, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    name: component.name,
    spec: { maxUnavailable: 1, selector: { matchLabels: podLabels(component) }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
  });
}

/** Says to the proxy what a reader must be allowed to, and to RBAC what a reader is. */
function guard(context: StackContext, { name }: Component, guarded: GuardedResource): void {
  const apiGroup = 'monitoring.coreos.com';
  const attributes = { apiGroup, resource: guarded.resource, subresource: 'api', name: guarded.name, namespace: context.namespace };
  object(context, name, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: `${name}-kube-rbac-proxy`,
    data: { 'config.yaml': `${JSON.stringify({ authorization: { resourceAttributes: attributes } })}\n` },
  });
  // Questions that are too long for a URL are POSTed, which RBAC calls "create".
  object(context, name, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    name: `${name}-reader`,
    rules: [{ apiGroups: [apiGroup], resources: [`${guarded.resource}/api`], resourceNames: [guarded.name], verbs: ['get', 'create'] }],
  });
}

/** Gives accounts of the stack's namespace the Role of readers. */
export function letRead(context: StackContext, component: string, ...accounts: string[]): void {
  for (const account of accounts) {
    object(context, component, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      name: `${component}-reader-${account}`,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: `${component}-reader` },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: context.namespace }],
    });
  }
}

/** An account without pods, whose token lies in a Secret of its name: the API server writes it there. */
export function reader(context: StackContext, name: string, rules: readonly object[] = []): void {
  object(context, name, { apiVersion: 'v1', kind: 'ServiceAccount', name, automountServiceAccountToken: false });
  const token = object(context, name, { apiVersion: 'v1', kind: 'Secret', name, type: 'kubernetes.io/service-account-token' });
  token.metadata.addAnnotation('kubernetes.io/service-account.name', name);
  if (rules.length > 0) {
    clusterRole(context, name, name, context.namespace, rules);
  }
}

/** A ClusterRole, and its binding to one account. */
export function clusterRole(context: StackContext, name: string, account: string, namespace: string, rules: readonly object[]): void {
  const common = { apiVersion: 'rbac.authorization.k8s.io/v1', name, isOfCluster: true };
  object(context, name, { ...common, kind: 'ClusterRole', rules });
  object(context, name, {
    ...common,
    kind: 'ClusterRoleBinding',
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  });
}

/** A TCP port of a NetworkPolicy. */
export function tcp(port: number): object {
  return { port, protocol: 'TCP' };
}

function named(namespace: string): object {
  return { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
}
