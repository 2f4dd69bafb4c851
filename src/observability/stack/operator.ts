import { clusterRole, Component, probesThroughProxy, proxyContainer, surround } from './component';
import { imageOf, labelsOf, object, selectorOf, StackContext } from './context';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources, scheduling } from './pods';

const NAME = 'prometheus-operator';

const OPERATOR: Component = { name: NAME, upstream: 8080, openPaths: ['/healthz'] };

/** Kinds that the operator acts on; it writes their status and never what users say in them. */
const KINDS = ['alertmanagers', 'prometheuses', 'servicemonitors', 'podmonitors', 'probes', 'prometheusrules', 'scrapeconfigs', 'alertmanagerconfigs'];

/** Verbs of what the operator makes. */
const OWN = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

/** The Prometheus Operator. It reads monitors and rules of all namespaces, and makes pods in the stack's alone. */
export function operator(context: StackContext): void {
  surround(context, OPERATOR);
  rights(context);
  object(context, NAME, { apiVersion: 'apps/v1', kind: 'Deployment', name: NAME, spec: deployment(context) });
}

function deployment(context: StackContext): object {
  return {
    replicas: 1,
    selector: { matchLabels: selectorOf(NAME) },
    template: {
      metadata: { labels: labelsOf(context, NAME), annotations: { 'kubectl.kubernetes.io/default-container': NAME } },
      spec: {
        ...scheduling(context, selectorOf(NAME)),
        serviceAccountName: NAME,
        automountServiceAccountToken: true,
        enableServiceLinks: false,
        securityContext: RESTRICTED_POD,
        containers: [container(context), proxyContainer(context, OPERATOR)],
      },
    },
  };
}

function container(context: StackContext): object {
  const { namespace } = context;
  return {
    name: NAME,
    image: imageOf(context, 'operator'),
    imagePullPolicy: 'IfNotPresent',
    args: [
      '--web.listen-address=127.0.0.1:8080',
      `--prometheus-config-reloader=${imageOf(context, 'reloader')}`,
      `--prometheus-instance-namespaces=${namespace}`,
      `--alertmanager-instance-namespaces=${namespace}`,
      `--thanos-ruler-instance-namespaces=${namespace}`,
      '--disable-unmanaged-prometheus-configuration=true',
      '--kubelet-endpoints=false',
      '--config-reloader-cpu-request=10m',
      '--config-reloader-cpu-limit=0',
    ],
    ...probesThroughProxy(OPERATOR),
    resources: resources('20m', '64Mi', '256Mi'),
    securityContext: RESTRICTED_CONTAINER,
  };
}

/**
 * What the operator's own example gives for the whole cluster, split in two: writing pods, Secrets and ConfigMaps is for the stack's
 * namespace. Secrets of others it only reads, since monitors name those with the tokens of what they scrape.
 */
function rights(context: StackContext): void {
  const { namespace } = context;
  clusterRole(context, NAME, NAME, namespace, [
    { apiGroups: ['monitoring.coreos.com'], resources: KINDS, verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['monitoring.coreos.com'], resources: KINDS.map((kind) => `${kind}/status`), verbs: ['get', 'update', 'patch'] },
    { apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: [''], resources: ['namespaces', 'nodes'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['get'] },
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
  ]);
  const common = { apiVersion: 'rbac.authorization.k8s.io/v1', name: NAME };
  object(context, NAME, {
    ...common,
    kind: 'Role',
    rules: [
      { apiGroups: ['monitoring.coreos.com'], resources: ['alertmanagers', 'prometheuses'], verbs: ['update', 'patch'] },
      { apiGroups: ['monitoring.coreos.com'], resources: ['alertmanagers/finalizers', 'prometheuses/finalizers'], verbs: ['update'] },
      { apiGroups: ['apps'], resources: ['statefulsets'], verbs: OWN },
      { apiGroups: [''], resources: ['configmaps', 'secrets', 'services', 'services/finalizers'], verbs: OWN },
      { apiGroups: [''], resources: ['pods'], verbs: ['list', 'delete'] },
    ],
  });
  object(context, NAME, {
    ...common,
    kind: 'RoleBinding',
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: NAME },
    subjects: [{ kind: 'ServiceAccount', name: NAME, namespace }],
  });
}
