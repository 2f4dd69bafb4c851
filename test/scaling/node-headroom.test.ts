import { Size } from 'cdk8s';
import { Cpu, NodeLabelQuery, NodeTaintQuery } from 'cdk8s-plus-28';
import { HeadroomReservation, McpErrorCode, McpPriorityClasses, NodeHeadroom, NodeHeadroomProps, TargetCluster } from '../../src';
import { expectError } from '../support/errors';
import { chartOf, find, manifests, ofKind } from '../support/synth';

const PIECE = { replicas: 2, cpu: Cpu.millis(500), memory: Size.mebibytes(512) };
const headroom = (props: Partial<NodeHeadroomProps> = {}, chart = chartOf('agents')) => new NodeHeadroom(chart, 'headroom', { ...PIECE, ...props });
const objects = (props: Partial<NodeHeadroomProps> = {}) => manifests(headroom(props));
const podOf = (props: Partial<NodeHeadroomProps> = {}) => find(objects(props), 'Deployment').spec.template.spec;

test('is what it was', () => {
  expect(objects()).toMatchSnapshot();
  expect(objects({ reservation: HeadroomReservation.capacityBuffer() })).toMatchSnapshot();
});

test('holds as much as it says, of the priority that counts and that everybody has more of', () => {
  const [, classOfHeadroom] = ofKind(objects(), 'PriorityClass');
  expect(classOfHeadroom).toMatchObject({ metadata: { name: 'mcp-headroom' }, value: -10, globalDefault: false, preemptionPolicy: 'Never' });
  expect(find(objects(), 'Deployment').spec.replicas).toBe(2);
  expect(podOf()).toMatchObject({ priorityClassName: 'mcp-headroom', terminationGracePeriodSeconds: 0 });
  expect(podOf().containers[0].resources.requests).toMatchObject({ cpu: '500m', memory: '512Mi' });
});

test('is where the agents may be', () => {
  const pod = podOf({ nodes: [NodeLabelQuery.is('pool', 'agents')], tolerations: [NodeTaintQuery.is('pool', 'agents')] });
  expect(pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toEqual([
    { matchExpressions: [{ key: 'pool', operator: 'In', values: ['agents'] }] },
  ]);
  expect(pod.tolerations).toHaveLength(1);
});

test('comes from the cluster\'s mirror', () => {
  const cluster = TargetCluster.of({ imageRegistry: 'mirror.acme.io', imagePullSecrets: ['mirror'] });
  expect(podOf({ cluster })).toMatchObject({ imagePullSecrets: [{ name: 'mirror' }], containers: [{ image: expect.stringMatching(/^mirror\.acme\.io\/pause:/) }] });
});

test('is a buffer where the autoscaler of nodes knows one: no pod runs, and none has a priority', () => {
  const made = objects({ reservation: HeadroomReservation.capacityBuffer() });
  expect(made.map(({ kind }) => kind)).toEqual(['PodTemplate', 'CapacityBuffer']);
  expect(made[1].spec).toEqual({ provisioningStrategy: 'buffer.x-k8s.io/active-capacity', podTemplateRef: { name: made[0].metadata.name }, replicas: 2 });
});

describe('priorities are written once', () => {
  test('in an app', () => {
    const chart = chartOf('agents');
    headroom({}, chart);
    new NodeHeadroom(chart, 'more', PIECE);
    expect(ofKind(manifests(chart), 'PriorityClass')).toHaveLength(2);
  });

  test('by whom the app has do it', () => {
    const chart = chartOf('agents');
    new McpPriorityClasses(chart, 'priorities', { headroomName: 'spare', agentsValue: 5 });
    expect(headroom({}, chart).priorityClasses).toBeUndefined();
    const made = manifests(chart);
    expect(ofKind(made, 'PriorityClass').map(({ metadata, value }) => [metadata.name, value])).toEqual([['mcp-agent', 5], ['spare', -10]]);
    expect(find(made, 'Deployment').spec.template.spec.priorityClassName).toBe('spare');
  });

  test('by another repository', () => {
    expect(ofKind(objects({ priorityClassName: 'mcp-headroom' }), 'PriorityClass')).toEqual([]);
  });

  test('and by no second one', () => {
    const chart = chartOf('agents');
    headroom({}, chart);
    expectError(() => new McpPriorityClasses(chart, 'priorities'), McpErrorCode.NAME_COLLISION, 'PriorityClass "mcp-agent"');
  });
});

test.each<[string, () => unknown, McpErrorCode, string]>([
  ['no piece', () => headroom({ replicas: 0 }), McpErrorCode.SCALING_INVALID, 'replicas is 0'],
  ['pieces without CPU', () => headroom({ cpu: Cpu.millis(0) }), McpErrorCode.QUANTITY_INVALID, 'cpu'],
  ['pieces without memory', () => headroom({ memory: Size.mebibytes(0) }), McpErrorCode.QUANTITY_INVALID, 'memory'],
  ['a class without a name', () => headroom({ priorityClassName: '' }), McpErrorCode.REFERENCE_EMPTY, 'priorityClassName'],
  ['an image that changes', () => headroom({ image: 'pause:latest' }), McpErrorCode.IMAGE_LATEST, 'image'],
  ['a label of ours', () => headroom({ labels: { 'app.kubernetes.io/name': 'a' } }), McpErrorCode.LABEL_INVALID, 'app.kubernetes.io/name'],
  ['one class for agents and what leaves for them', () => new McpPriorityClasses(chartOf(), 'priorities', { headroomName: 'mcp-agent' }), McpErrorCode.NAME_COLLISION, 'share'],
  ['agents below others', () => new McpPriorityClasses(chartOf(), 'priorities', { agentsValue: -1 }), McpErrorCode.SCALING_INVALID, 'agentsValue is -1'],
])('%s is refused', (_, make, code, part) => {
  expectError(make, code, part);
});
