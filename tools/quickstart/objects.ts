/** An object of the output, as far as the table shows it. */
export interface GeneratedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: any;
}

/** What each kind is for, in a few words. */
const PURPOSE: Readonly<Record<string, string>> = {
  Namespace: 'where everything goes; admits restricted pods only',
  ServiceAccount: 'an identity without a token',
  Deployment: 'runs the server, drains it before a pod ends',
  Service: 'the address that clients call',
  HorizontalPodAutoscaler: 'adds replicas at once, takes them away slowly',
  VerticalPodAutoscaler: 'recommends CPU and memory requests',
  PodDisruptionBudget: 'one pod away at a time when nodes are drained',
  NetworkPolicy: 'who may call the server, and whom it may call',
  ServiceMonitor: 'tells Prometheus where the metrics are',
};

/** API groups that a cluster has only when somebody installed them, and who brings them. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'monitoring.coreos.com': 'the Prometheus Operator (https://prometheus-operator.dev/docs/getting-started/installation)',
  'autoscaling.k8s.io': 'the Vertical Pod Autoscaler (https://github.com/kubernetes/autoscaler/tree/master/vertical-pod-autoscaler)',
};

/** A table of what was generated: kind, name, purpose. */
export function table(objects: readonly GeneratedObject[]): string {
  const rows = objects.map(({ kind, metadata: { name } }) => [kind, name, purposeOf(kind, name)]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map(([kind, name, purpose]) => `  ${kind.padEnd(widths[0])}  ${name.padEnd(widths[1])}  ${purpose}`).join('\n');
}

function purposeOf(kind: string, name: string): string {
  return kind === 'Service' && name.endsWith('-headless') ? 'every pod by its address, leaving ones too' : PURPOSE[kind] ?? '';
}

/** What a cluster must have before the objects can be applied: `ServiceMonitor needs the Prometheus Operator (...)`. */
export function requirements(objects: readonly GeneratedObject[]): string[] {
  const groups = new Set(objects.map(({ apiVersion }) => apiVersion.split('/')[0]));
  return Object.entries(EXTENSIONS)
    .filter(([group]) => groups.has(group))
    .map(([group, owner]) => `${kindsOf(objects, group).join(', ')} needs the CRDs of ${owner}`);
}

function kindsOf(objects: readonly GeneratedObject[], group: string): string[] {
  return [...new Set(objects.filter(({ apiVersion }) => apiVersion.startsWith(`${group}/`)).map(({ kind }) => kind))];
}
