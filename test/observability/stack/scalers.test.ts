import { Chart, Yaml } from 'cdk8s';
import { McpErrorCode, McpObservability, Observability, ObservabilityStackOptions, Scaling, ScalingMetric } from '../../../src';
import { validate } from '../../../tools/checkers/kubeconform';
import { expectError } from '../../support/errors';
import { agent, chartOf, find, manifests, ofKind, SERVED } from '../../support/synth';

const stackOf = (chart: Chart, options: ObservabilityStackOptions = {}) => (
  new McpObservability(chart, 'observability', Observability.stack({ crds: false, ...options }))
);
const monitoring = (scaling: Scaling, options?: ObservabilityStackOptions) => {
  const chart = chartOf('agents');
  stackOf(chart, options).monitor(agent({ server: SERVED, scaling }, chart));
  return manifests(chart);
};
const onCalls = Scaling.between(2, 20).on(ScalingMetric.callsInFlight(20));
const ofScalers = (objects: any[]) => objects.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === 'mcp-prometheus-scalers');
const containers = (objects: any[]) => find(objects, 'Prometheus').spec.containers.map(({ name }: any) => name);

describe('an agent that scales on load', () => {
  const objects = monitoring(onCalls);

  test('opens a way for KEDA, which is what it was', () => {
    expect([...ofScalers(objects), find(objects, 'ScaledObject').spec.triggers]).toMatchSnapshot();
  });

  test('which is valid on every Kubernetes minor, and for KEDA', () => {
    expect(validate(Yaml.stringify(...ofScalers(objects), find(objects, 'ScaledObject'), find(objects, 'Prometheus')))).toEqual([]);
  }, 60_000);

  test('which takes tokens that are good for nothing else', () => {
    expect(containers(objects)).toEqual(['kube-rbac-proxy', 'kube-rbac-proxy-scalers']);
    const [usual, scalers] = find(objects, 'Prometheus').spec.containers;
    expect(scalers.args).toEqual([...usual.args.map((arg: string) => arg.replace('8443', '8444').replace('8643', '8644')), '--auth-token-audiences=mcp-prometheus']);
    expect(scalers.volumeMounts).toEqual(usual.volumeMounts);
  });

  test('to which the ScaledObject refers', () => {
    const [{ authenticationRef, metadata }] = find(objects, 'ScaledObject').spec.triggers;
    const service = ofKind(objects, 'Service').find(({ metadata: { name } }) => name === 'mcp-prometheus-scalers');
    expect(metadata.serverAddress).toBe(`https://${service.metadata.name}.${service.metadata.namespace}.svc:${service.spec.ports[0].port}`);
    expect(find(objects, authenticationRef.kind).metadata.name).toBe(authenticationRef.name);
  });

  test('by which KEDA may have tokens of one account, and that account may read Prometheus, and no more', () => {
    const { boundServiceAccountToken: [{ serviceAccountName }] } = find(objects, 'ClusterTriggerAuthentication').spec;
    const roles = ofKind(objects, 'Role').filter(({ metadata }) => metadata.namespace === 'keda');
    expect(roles.map(({ rules }) => rules)).toEqual([
      [{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [serviceAccountName], verbs: ['create'] }],
    ]);
    const bound = [...ofKind(objects, 'RoleBinding'), ...ofKind(objects, 'ClusterRoleBinding')]
      .filter(({ subjects }) => subjects.some(({ name }: any) => name === serviceAccountName));
    expect(bound.map(({ metadata, roleRef }) => [metadata.namespace, roleRef.name])).toEqual([['monitoring', 'mcp-prometheus-reader']]);
  });

  test('that only KEDA\'s namespace reaches', () => {
    expect(ofKind(objects, 'NetworkPolicy').find(({ metadata }) => metadata.name === 'mcp-prometheus-scalers').spec.ingress).toEqual([
      { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'keda' } } }], ports: [{ port: 8444, protocol: 'TCP' }] },
    ]);
  });

  test('once, however many agents do', () => {
    const chart = chartOf('agents');
    const observability = stackOf(chart);
    observability.monitor(agent({ server: SERVED, scaling: onCalls }, chart));
    observability.monitor(agent({ server: SERVED, scaling: onCalls, name: 'other' }, new Chart(chart.node.root as any, 'second', { namespace: 'agents' })));
    expect(ofKind(manifests(chart), 'ClusterTriggerAuthentication')).toHaveLength(1);
  });
});

test('an agent that scales on CPU opens nothing', () => {
  const objects = monitoring(Scaling.between(2, 20));
  expect(ofScalers(objects)).toEqual([]);
  expect(containers(objects)).toEqual(['kube-rbac-proxy']);
});

test('where agents of other repositories scale, the stack says that there is a KEDA, and where', () => {
  const objects = manifests(stackOf(chartOf('agents'), { keda: { namespace: 'scaling', serviceAccount: 'keda' } }));
  expect(ofKind(objects, 'RoleBinding').find(({ metadata }) => metadata.namespace === 'scaling').subjects).toEqual([
    { kind: 'ServiceAccount', name: 'keda', namespace: 'scaling' },
  ]);
});

test('a Prometheus that sees some of the pods is refused', () => {
  expectError(() => monitoring(onCalls, { prometheus: { shards: 2 } }), McpErrorCode.STACK_INVALID, 'prometheus.shards is 2');
});

test('an account that has no name is refused', () => {
  expectError(() => stackOf(chartOf('agents'), { keda: { serviceAccount: '' } }), McpErrorCode.REFERENCE_EMPTY, 'keda.serviceAccount');
});
