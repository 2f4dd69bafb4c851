import { PercentOrAbsolute } from 'cdk8s-plus-28';
import { DisruptionBudget, McpErrorCode, Scaling, Sessions } from '../../src';
import { expectError } from '../support/errors';
import { agent, manifest } from '../support/synth';

const { absolute, percent } = PercentOrAbsolute;
const replicas = (count: number) => ({ sessions: Sessions.stateless(), scaling: Scaling.between(count, 10) });

test('at most one pod is away, and one that never became ready holds up no drain', () => {
  expect(manifest('PodDisruptionBudget').spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
});

test('there need not be a budget', () => {
  expect(manifest('PodDisruptionBudget', { disruptionBudget: DisruptionBudget.none() })).toBeUndefined();
});

test.each([
  [DisruptionBudget.minAvailable(absolute(1)), 2, { minAvailable: 1 }],
  [DisruptionBudget.minAvailable(percent(50)), 2, { minAvailable: '50%' }],
  [DisruptionBudget.maxUnavailable(percent(1)), 2, { maxUnavailable: '1%' }],
])('a budget that lets a pod leave is written: %#', (disruptionBudget, count, spec) => {
  expect(manifest('PodDisruptionBudget', { disruptionBudget, ...replicas(count) }).spec).toMatchObject(spec);
});

test.each([
  ['no pod may be away', DisruptionBudget.maxUnavailable(absolute(0)), 3],
  ['no per cent may be away', DisruptionBudget.maxUnavailable(percent(0)), 3],
  ['the only replica must stay', DisruptionBudget.minAvailable(absolute(1)), 1],
  ['all replicas must stay', DisruptionBudget.minAvailable(percent(100)), 5],
  ['most of few replicas must stay', DisruptionBudget.minAvailable(percent(90)), 5],
])('a budget by which %s is refused', (_, disruptionBudget, count) => {
  expectError(() => agent({ disruptionBudget, ...replicas(count) }), McpErrorCode.DISRUPTION_BUDGET_BLOCKS, 'every drain of a node would hang', 'maxUnavailable(PercentOrAbsolute.absolute(1))');
});

test.each([percent(101), percent(-1), absolute(1.5), absolute(Number.NaN)])('a budget that is no number is refused: %j', (value) => {
  const disruptionBudget = DisruptionBudget.maxUnavailable(value);
  expectError(() => agent({ disruptionBudget, ...replicas(3) }), McpErrorCode.DISRUPTION_BUDGET_BLOCKS, String(value.value));
});
