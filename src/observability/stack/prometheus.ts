import { Duration, Lazy, Size } from 'cdk8s';
import { ALERTMANAGER } from './alertmanager';
import { clusterRole, Component, letRead, proxyContainer, proxyVolumes, SCRAPER, surround, tcp, THROUGH_PROXY } from './component';
import { imageOf, labelsOf, object, StackContext } from './context';
import { versionOf } from './images';
import { EVICTABLE, RESTRICTED_POD, resources, scheduling, volumeClaim } from './pods';
import { PROMETHEUS, PROMETHEUS_NAME } from './prometheus-component';
import { Scalers } from './scalers';
import { secretKeyRef } from './secret-key';
import { PrometheusOptions, RemoteWrite, ThanosSidecar } from './stack-options';
import { ClusterApi } from '../../cluster/target-cluster';
import { Scaling } from '../../scaling/scaling';
import { verticalAutoscaler } from '../../scaling/vertical-autoscaler';
import { VerticalScaling } from '../../scaling/vertical-scaling';
import { fail, McpErrorCode } from '../../validation/failure';
import { bytes, checkInteger, cores, isHttpUrl, millicores, portOf, quantity, seconds } from '../../validation/values';

/** The part of a volume that samples may fill: the rest is for the write-ahead log, and for blocks while they are made one. */
const FILLED = 0.85;
const MOST_FILLED = 0.9;

const MINUTES_OF_BLOCK = 120;

/** Prometheus, which listens for its own pod alone. */
export function prometheus(context: StackContext, options: PrometheusOptions, evaluationInterval: number, scalers: Scalers): void {
  const { replicas = 2, shards = 1, namespaces } = options;
  checkInteger(context.scope, McpErrorCode.STACK_INVALID, 'prometheus.replicas', replicas, 1);
  checkInteger(context.scope, McpErrorCode.STACK_INVALID, 'prometheus.shards', shards, 1);
  const component = { ...PROMETHEUS, replicas: replicas * shards, egress: egress(options) };
  surround(context, component);
  letRead(context, component.name, SCRAPER);
  rights(context, namespaces);
  object(context, component.name, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    name: PROMETHEUS_NAME,
    spec: {
      ...pods(context, component, scalers),
      ...scraping(context, options, evaluationInterval),
      ...storing(context, options),
      ...sending(context, options),
      replicas,
      shards,
    },
  });
  vertical(context, options.verticalScaling ?? VerticalScaling.recommend());
}

/** Its target is what the operator makes pods of, by the scale that the resource has: the StatefulSet is not the topmost. */
function vertical(context: StackContext, scaling: VerticalScaling): void {
  scaling._checkAlone(context.scope);
  if (scaling.updateMode === undefined || !context.cluster.has(ClusterApi.VERTICAL_POD_AUTOSCALER)) {
    return;
  }
  verticalAutoscaler(context.scope, 'VerticalPodAutoscaler', {
    metadata: { name: PROMETHEUS.name, namespace: context.namespace, labels: labelsOf(context, PROMETHEUS.name) },
    target: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', name: PROMETHEUS_NAME },
    container: 'prometheus',
    vertical: scaling,
    resources: scaling._resources(Scaling.fixed(1)),
  });
}

function pods(context: StackContext, component: Component, scalers: Scalers): object {
  return {
    podMetadata: { annotations: EVICTABLE },
    image: imageOf(context, 'prometheus'),
    version: versionOf('prometheus'),
    serviceAccountName: component.name,
    automountServiceAccountToken: true,
    listenLocal: true,
    // An agent that scales on load may be monitored later.
    containers: Lazy.any({ produce: () => [proxyContainer(context, component), ...scalers.containers] }),
    volumes: proxyVolumes(component),
    securityContext: RESTRICTED_POD,
    ...scheduling(context, { ...component.pods }),
  };
}

function scraping(context: StackContext, options: PrometheusOptions, evaluationInterval: number): object {
  const { enforcedLabelLimit, enforcedSampleLimit, externalLabels, namespaces } = options;
  const selector = { matchLabels: context.labels };
  const watched = namespaces
    ? { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [context.namespace, ...namespaces] }] }
    : {};
  const found = Object.fromEntries(['serviceMonitor', 'podMonitor', 'rule'].flatMap((kind) => [
    [`${kind}Selector`, selector], [`${kind}NamespaceSelector`, watched],
  ]));
  return {
    ...found,
    // A ScrapeConfig reaches whatever it names: only those of the stack's own namespace count.
    scrapeConfigSelector: selector,
    serviceDiscoveryRole: 'EndpointSlice',
    scrapeInterval: '30s',
    evaluationInterval: `${evaluationInterval}s`,
    // A monitor can't have Prometheus read its files, such as the token of its own account.
    arbitraryFSAccessThroughSMs: { deny: true },
    ...enforcedSampleLimit ? { enforcedSampleLimit } : {},
    ...enforcedLabelLimit ? { enforcedLabelLimit } : {},
    ...externalLabels ? { externalLabels } : {},
    // Exemplars lead from a slow bucket to its trace.
    enableFeatures: ['exemplar-storage'],
    exemplars: { maxSize: 100_000 },
  };
}

function storing(context: StackContext, options: PrometheusOptions): object {
  const { scope } = context;
  const { resources: wanted, storage = Size.gibibytes(50), storageClassName, retention = Duration.days(15) } = options;
  const volume = bytes(scope, 'prometheus.storage', storage);
  const kept = options.retentionSize ? bytes(scope, 'prometheus.retentionSize', options.retentionSize) : Math.floor(volume * FILLED);
  if (kept > volume * MOST_FILLED) {
    fail(scope, McpErrorCode.RETENTION_INVALID,
      `prometheus.retentionSize is ${mebibytes(kept)}, and the volume has ${mebibytes(volume)}: with the write-ahead log beside the blocks it would fill up, and Prometheus stop. `
      + 'Use at most 90 per cent of prometheus.storage, or leave it out: it is 85.');
  }
  if (retention.toMinutes() < MINUTES_OF_BLOCK) {
    fail(scope, McpErrorCode.RETENTION_INVALID, `prometheus.retention is ${seconds(scope, 'prometheus.retention', retention)} s, less than the two hours of one block. Use Duration.hours(2) or more.`);
  }
  return {
    retention: `${seconds(scope, 'prometheus.retention', retention)}s`,
    retentionSize: mebibytes(kept),
    walCompression: true,
    storage: volumeClaim(quantity(volume), storageClassName),
    resources: {
      requests: {
        cpu: wanted?.cpu?.request ? cores(millicores(scope, 'prometheus.resources', wanted.cpu.request)) : '200m',
        memory: wanted?.memory?.request ? quantity(bytes(scope, 'prometheus.resources', wanted.memory.request)) : '512Mi',
      },
      limits: {
        ...wanted?.cpu?.limit ? { cpu: cores(millicores(scope, 'prometheus.resources', wanted.cpu.limit)) } : {},
        memory: wanted?.memory?.limit ? quantity(bytes(scope, 'prometheus.resources', wanted.memory.limit)) : '4Gi',
      },
    },
  };
}

function mebibytes(value: number): string {
  return `${Math.floor(value / 2 ** 20)}MiB`;
}

function sending(context: StackContext, { remoteWrite = [], thanos }: PrometheusOptions): object {
  return {
    alerting: {
      alertmanagers: [{ namespace: context.namespace, name: ALERTMANAGER.name, port: 'https', apiVersion: 'v2', ...THROUGH_PROXY }],
    },
    ...remoteWrite.length > 0 ? { remoteWrite: remoteWrite.map((each, index) => remote(context, `prometheus.remoteWrite[${index}]`, each)) } : {},
    ...thanos ? { thanos: sidecar(context, thanos) } : {},
  };
}

function remote({ scope }: StackContext, property: string, { bearerToken, metrics, url }: RemoteWrite): object {
  if (!isHttpUrl(url)) {
    fail(scope, McpErrorCode.STACK_INVALID, `${property}.url is "${url}", no URL. Use one such as "https://metrics.acme.io/api/v1/write".`);
  }
  return {
    url,
    ...bearerToken ? { authorization: { type: 'Bearer', credentials: secretKeyRef(scope, `${property}.bearerToken`, bearerToken) } } : {},
    ...metrics ? { writeRelabelConfigs: [{ sourceLabels: ['__name__'], regex: metrics, action: 'Keep' }] } : {},
  };
}

function sidecar({ cluster, scope }: StackContext, { image, objectStorage }: ThanosSidecar): object {
  return {
    image: cluster._image(scope, 'prometheus.thanos.image', image),
    objectStorageConfig: secretKeyRef(scope, 'prometheus.thanos.objectStorage', objectStorage),
    resources: resources('20m', '64Mi', '512Mi'),
  };
}

/** Prometheus calls pods of all kinds on ports of all kinds, and the nodes' kubelets and exporters. */
function egress({ remoteWrite = [] }: PrometheusOptions): object[] {
  const ports = remoteWrite.filter(({ url }) => isHttpUrl(url)).map(({ url }) => portOf(url));
  return [{ to: [{ namespaceSelector: {} }] }, { ports: [...new Set([10250, 9100, ...ports])].map(tcp) }];
}

/** What it finds targets by. Reading them is another account's: that of the token that it shows. */
function rights(context: StackContext, namespaces: readonly string[] | undefined): void {
  const { name } = PROMETHEUS;
  const targets = [
    { apiGroups: [''], resources: ['pods', 'services'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'watch'] },
  ];
  const nodes = { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] };
  clusterRole(context, name, name, context.namespace, namespaces ? [nodes] : [nodes, ...targets]);
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: `${name}-targets` };
  for (const namespace of namespaces ? new Set([context.namespace, `${context.namespace}-nodes`, ...namespaces]) : []) {
    const common = { apiVersion: 'rbac.authorization.k8s.io/v1', name: roleRef.name, namespace };
    object(context, name, { ...common, kind: 'Role', rules: targets });
    object(context, name, { ...common, kind: 'RoleBinding', roleRef, subjects: [{ kind: 'ServiceAccount', name, namespace: context.namespace }] });
  }
}
