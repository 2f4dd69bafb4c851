import { stringify } from 'yaml';
import { Cluster } from './cluster';
import { RESTRICTED_CONTAINER, restrictedPod } from './restricted';

/** The image, by the name that the table has. */
export const PROMETHEUS_IMAGE = 'quay.io/prometheus/prometheus:v3.14.0';

/** What a Prometheus scrapes how often, and what it records. */
export interface LightPrometheusOptions {
  /** Its own, which is that of the agents, too. */
  readonly namespace: string;
  /** Seconds between two scrapes, by a pattern of the agents' names. */
  readonly intervals: Readonly<Record<string, number>>;
  /** Recorded series, by name, each 30 s. @default - none */
  readonly rules?: Readonly<Record<string, string>>;
}

/** A series, and its values at moments in seconds since 1970. */
export interface Series {
  readonly metric: Record<string, string>;
  readonly values: [number, string][];
}

/** The user of upstream's image. */
const NOBODY = 65534;

const LABELS = { 'app.kubernetes.io/name': 'prometheus' };

/** Where it is asked. */
export function prometheusUrl(namespace: string): string {
  return `http://prometheus.${namespace}.svc:9090`;
}

/**
 * A Prometheus that scrapes agents and nothing else, without an operator and without authentication: what is measured is how fast scaling
 * is, and drills of the stack show the rest. Agents have to admit scrapers of their own namespace.
 */
export function lightPrometheus(options: LightPrometheusOptions): object[] {
  const { namespace } = options;
  const metadata = { name: 'prometheus', namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    ...reader(metadata),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { 'prometheus.yml': stringify(configOf(options)), 'rules.yml': stringify(rulesOf(options)) },
    },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: LABELS, ports: [{ port: 9090 }] } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        strategy: { type: 'Recreate' },
        selector: { matchLabels: LABELS },
        template: {
          metadata: { labels: LABELS },
          spec: {
            serviceAccountName: 'prometheus',
            securityContext: { ...restrictedPod(NOBODY), fsGroup: NOBODY },
            containers: [{
              name: 'prometheus',
              image: PROMETHEUS_IMAGE,
              imagePullPolicy: 'IfNotPresent',
              args: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/prometheus'],
              readinessProbe: { httpGet: { path: '/-/ready', port: 9090 }, periodSeconds: 2 },
              securityContext: RESTRICTED_CONTAINER,
              resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
              volumeMounts: [{ name: 'config', mountPath: '/etc/prometheus' }, { name: 'data', mountPath: '/prometheus' }],
            }],
            volumes: [{ name: 'config', configMap: { name: 'prometheus' } }, { name: 'data', emptyDir: {} }],
          },
        },
      },
    },
  ];
}

/** What series went through between two moments in seconds since 1970, at steps of so many seconds. */
export async function ranges(cluster: Cluster, namespace: string, expr: string, from: number, to: number, step = 1): Promise<Series[]> {
  return cluster.forwarded(namespace, 'service/prometheus', 9090, async (address) => {
    const asked = new URLSearchParams({ query: expr, start: String(from), end: String(to), step: String(step) });
    const response = await fetch(`${address}/api/v1/query_range?${asked}`);
    const { data, error } = await response.json() as any;
    if (error) {
      throw new Error(`${expr}: ${error}`);
    }
    return data.result;
  });
}

/** It may look for pods in its namespace, and nowhere else. */
function reader(metadata: { name: string; namespace: string }): object[] {
  return [
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }] },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    },
  ];
}

function configOf({ namespace, intervals }: LightPrometheusOptions): object {
  return {
    global: { scrape_interval: '30s', scrape_timeout: '5s', evaluation_interval: '30s' },
    rule_files: ['/etc/prometheus/rules.yml'],
    scrape_configs: Object.entries(intervals).map(([pattern, seconds]) => ({
      job_name: `every-${seconds}-s`,
      scrape_interval: `${seconds}s`,
      kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: [namespace] } }],
      relabel_configs: [
        { source_labels: ['__meta_kubernetes_pod_label_app_kubernetes_io_component'], regex: 'mcp-server', action: 'keep' },
        { source_labels: ['__meta_kubernetes_pod_container_port_name'], regex: 'metrics', action: 'keep' },
        { source_labels: ['__meta_kubernetes_pod_label_app_kubernetes_io_name'], regex: pattern, action: 'keep' },
        { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Pending|Succeeded|Failed', action: 'drop' },
        { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
        { source_labels: ['__meta_kubernetes_pod_label_app_kubernetes_io_name'], target_label: 'agent' },
        { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod' },
      ],
    })),
  };
}

function rulesOf({ rules = {} }: LightPrometheusOptions): object {
  return { groups: [{ name: 'scaling', rules: Object.entries(rules).map(([record, expr]) => ({ record, expr })) }] };
}
