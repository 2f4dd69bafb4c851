import { NoMetric, ObservedPod, replicasForAverage, replicasForExternal, replicasForUtilization, Tolerances } from '../../../tools/simulation/autoscaler/replicas';

/**
 * The numbers are those of Kubernetes' own tests of the same code: pkg/controller/podautoscaler/replica_calculator_test.go, 1.34.
 * Where those give a usage for each of two containers, a pod here has both of them.
 */
const TOLERANCES: Tolerances = { scaleUp: 0.1, scaleDown: 0.1 };
const NOW = 10_000;

/** Started long ago, and ready since. */
const COOL: Omit<ObservedPod, 'value'> = {
  request: 1000, phase: 'Running', isReady: true, isDeleted: false, startedAt: NOW - 3600, readinessChangedAt: NOW - 3500, measuredAt: NOW, windowSeconds: 60,
};
/** Started a moment ago. */
const HOT = { startedAt: NOW, readinessChangedAt: NOW };
const UNREADY = { isReady: false, readinessChangedAt: NOW - 3600 };
const PENDING = { phase: 'Pending', isReady: false } as const;
const FAILED = { phase: 'Failed' } as const;
const DELETED = { isDeleted: true };

const pods = (values: readonly (number | undefined)[], ...differences: readonly Partial<ObservedPod>[]): ObservedPod[] => (
  values.map((value, index) => ({ ...COOL, value, ...differences[index] }))
);

describe('by utilization', () => {
  test.each<[string, number, ObservedPod[], number, number]>([
    ['more', 3, pods([300, 500, 700]), 30, 5],
    ['more, one that is not ready counting as idle', 3, pods([300, 500, 700], UNREADY), 30, 4],
    ['more, one that has just started counting as idle', 3, pods([300, 500, 700], HOT), 30, 4],
    ['no more, since those that are not ready will take the load', 3, pods([400, 500, 700], {}, UNREADY, UNREADY), 30, 3],
    ['more, failed ones left out', 2, pods([500, 700, undefined, undefined], {}, {}, FAILED, FAILED), 30, 4],
    ['more, those that are deleted left out', 2, pods([500, 700, 900, 900], {}, {}, DELETED, DELETED), 30, 4],
    ['fewer', 5, pods([100, 300, 500, 250, 250]), 50, 3],
    ['fewer, those that are not ready left out', 5, pods([100, 300, 500, 250, 250], {}, {}, {}, UNREADY, UNREADY), 50, 2],
    ['fewer, those without a node left out', 5, pods([100, undefined, undefined, undefined, undefined], {}, PENDING, PENDING, PENDING, PENDING), 50, 1],
    ['fewer, those that have just started left out', 5, pods([100, 300, 500, 250, 250], {}, {}, {}, HOT, HOT), 50, 2],
    ['as many: within the tolerance', 3, pods([1010, 1030, 1020]), 100, 3],
    ['as many: one is missing, and the other is on target', 2, pods([1000, undefined]), 100, 2],
    ['as many: one is missing, and might be idle', 2, pods([1900, undefined]), 100, 2],
    ['as many: one is missing, and might be busy', 2, pods([600, undefined]), 100, 2],
    ['as many: one is missing, one is not ready', 3, pods([100, 450, undefined], UNREADY), 50, 3],
    ['more, though one is missing and one not ready', 3, pods([100, 2000, undefined], UNREADY), 50, 4],
    ['fewer, though one is missing and one not ready', 4, pods([100, 100, 100, undefined], UNREADY), 50, 3],
    ['fewer, with a target above the request', 4, pods([200, 100, 100, undefined], UNREADY, {}, { request: 2000 }, { request: 2000 }), 300, 2],
    ['as many: one more is there during a rolling update', 2, pods([100, 100, undefined]), 50, 2],
  ])('%s', (_, current, observed, percent, expected) => {
    expect(replicasForUtilization(current, observed, percent, true, TOLERANCES, NOW)).toBe(expected);
  });

  test('no figure of any pod is no answer', () => {
    expect(() => replicasForUtilization(3, pods([undefined, undefined]), 50, true, TOLERANCES, NOW)).toThrow(NoMetric);
    expect(() => replicasForUtilization(1, pods([100], { request: 0 }), 50, true, TOLERANCES, NOW)).toThrow(NoMetric);
  });

  test('a pod\'s start hides its CPU, and not its memory', () => {
    expect(replicasForUtilization(2, pods([900, 900], {}, HOT), 50, true, TOLERANCES, NOW)).toBe(2);
    expect(replicasForUtilization(2, pods([900, 900], {}, HOT), 50, false, TOLERANCES, NOW)).toBe(4);
  });
});

describe('by a figure of each pod', () => {
  test.each<[string, number, ObservedPod[], number, number]>([
    ['more', 3, pods([20_000, 10_000, 30_000]), 15_000, 4],
    ['more, however new a pod is', 3, pods([50_000, 10_000, 30_000], {}, UNREADY, HOT), 15_000, 6],
    ['fewer', 5, pods([12_000, 12_000, 12_000, 12_000, 12_000]), 20_000, 3],
    ['as many: within the tolerance', 3, pods([20_000, 21_000, 21_000]), 20_000, 3],
    ['as many: some are missing, and the others are on target', 5, pods([20_000, 19_000, 21_000, undefined, undefined]), 20_000, 5],
    ['as many: one more is there during a rolling update', 2, pods([10_000, 10_000, undefined]), 17_000, 2],
  ])('%s', (_, current, observed, target, expected) => {
    expect(replicasForAverage(current, observed, target, TOLERANCES, NOW)).toBe(expected);
  });
});

test.each([
  ['more', 3, 8600, 2150, 4],
  ['fewer', 5, 8600, 2867, 3],
  ['as many: within the tolerance', 3, 8600, 2900, 3],
  ['none, for no load at all', 3, 0, 1000, 0],
  ['some, from none', 0, 5000, 1000, 5],
])('by a figure of the whole: %s', (_, current, usage, target, expected) => {
  expect(replicasForExternal(current, usage, target, TOLERANCES)).toBe(expected);
});

test('a wider tolerance down leaves more of them', () => {
  expect(replicasForExternal(10, 85_000, 10_000, TOLERANCES)).toBe(9);
  expect(replicasForExternal(10, 85_000, 10_000, { scaleUp: 0.1, scaleDown: 0.2 })).toBe(10);
});
