import { Topology } from 'cdk8s-plus-28';
import { TopologySpread } from '../../src';
import { pod } from '../support/synth';

const constraints = (topologySpread?: TopologySpread) => (pod({ topologySpread }).topologySpreadConstraints ?? [])
  .map(({ topologyKey, whenUnsatisfiable }: any) => [topologyKey, whenUnsatisfiable]);

test('pods are spread over nodes and zones, and start all the same where that is not possible', () => {
  expect(constraints()).toEqual([['kubernetes.io/hostname', 'ScheduleAnyway'], ['topology.kubernetes.io/zone', 'ScheduleAnyway']]);
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
