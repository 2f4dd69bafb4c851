import { NodeLabelQuery, Topology } from 'cdk8s-plus-28';
import { TopologySpread } from '../../src';
import { pod } from '../support/synth';

const constraints = (topologySpread?: TopologySpread) => (pod({ topologySpread }).topologySpreadConstraints ?? [])
  .map(({ topologyKey, whenUnsatisfiable }: any) => [topologyKey, whenUnsatisfiable]);

test('pods are spread over nodes and zones, and start all the same where that is not possible', () => {
  expect(constraints()).toEqual([['kubernetes.io/hostname', 'ScheduleAnyway']]);
  const [{ weight, podAffinityTerm }] = pod().affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution;
  expect([weight, podAffinityTerm.topologyKey, podAffinityTerm.matchLabelKeys]).toEqual([100, 'topology.kubernetes.io/zone', ['pod-template-hash']]);
});

// With two constraints that only prefer, kube-scheduler 1.34 put both replicas on one node where nodes had no zones.
test('no preference makes another one void where nodes have no zones', () => {
  expect(constraints(TopologySpread.preferred(Topology.ZONE, Topology.HOSTNAME))).toHaveLength(1);
});

test('a preference stands beside the nodes that pods go to', () => {
  const { affinity } = pod({ nodes: [NodeLabelQuery.is('pool', 'agents')] });
  expect(Object.keys(affinity).sort()).toEqual(['nodeAffinity', 'podAntiAffinity']);
});

test('a spread can be required, over what is named', () => {
  expect(constraints(TopologySpread.required(Topology.ZONE, Topology.custom('rack')))).toEqual([
    ['topology.kubernetes.io/zone', 'DoNotSchedule'], ['rack', 'DoNotSchedule'],
  ]);
});

test('pods of one roll-out are counted, by the agent\'s own labels', () => {
  expect(pod().topologySpreadConstraints[0]).toMatchObject({
    maxSkew: 1,
    matchLabelKeys: ['pod-template-hash'],
    labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'weather', 'app.kubernetes.io/component': 'mcp-server' } },
  });
});

test('the spread can be left to the scheduler', () => {
  expect(pod({ topologySpread: TopologySpread.none() })).not.toHaveProperty('topologySpreadConstraints');
});
