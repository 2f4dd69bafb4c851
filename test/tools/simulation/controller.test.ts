import { Autoscaler } from '../../../tools/simulation/autoscaler/controller';
import { AutoscalerSettings, DEFAULT_SCALE_DOWN, DEFAULT_SCALE_UP, MetricTarget } from '../../../tools/simulation/autoscaler/settings';

const CALLS: MetricTarget = { kind: 'external', name: 'calls', perReplica: 10 };
const QUEUE: MetricTarget = { kind: 'external', name: 'queue', perReplica: 5 };

const settings = (changes: Partial<AutoscalerSettings> = {}): AutoscalerSettings => ({
  minReplicas: 2, maxReplicas: 20, metrics: [CALLS], scaleUp: DEFAULT_SCALE_UP, scaleDown: DEFAULT_SCALE_DOWN, isPlain: false, ...changes,
});

/** Looks again and again, with all replicas there at once, and tells how many there are each time. */
function looks(autoscaler: Autoscaler, replicas: number, loads: readonly Readonly<Record<string, number | undefined>>[]): number[] {
  let current = replicas;
  return loads.map((load, index) => {
    current = autoscaler.look({
      now: 15 * (index + 1), specReplicas: current, statusReplicas: current, external: (name) => load[name], pods: () => [],
    });
    return current;
  });
}

test('replicas are doubled, or four come, each 15 s, until there are as many as the load asks for', () => {
  expect(looks(new Autoscaler(settings()), 2, Array(4).fill({ calls: 180 }))).toEqual([6, 12, 18, 18]);
});

test('they come down a quarter a minute, when load has been low for the window', () => {
  const scaleDown = { ...DEFAULT_SCALE_DOWN, stabilizationWindowSeconds: 60, policies: [{ type: 'Percent', value: 25, periodSeconds: 60 }] as const };
  const replicas = looks(new Autoscaler(settings({ scaleDown })), 16, [{ calls: 160 }, ...Array(20).fill({ calls: 20 })]);
  expect(replicas.slice(0, 5)).toEqual([16, 16, 16, 16, 12]);
  expect([...new Set(replicas)]).toEqual([16, 12, 9, 6, 4, 3]);
  expect(replicas.filter((each) => each === 12)).toHaveLength(4);
});

test('of several metrics the one that asks for most decides', () => {
  expect(looks(new Autoscaler(settings({ metrics: [CALLS, QUEUE] })), 4, [{ calls: 10, queue: 30 }])).toEqual([6]);
});

test('a metric without a figure lets the others add replicas, and take none away', () => {
  const scaleDown = { ...DEFAULT_SCALE_DOWN, stabilizationWindowSeconds: 0 };
  const both = settings({ metrics: [CALLS, QUEUE], scaleDown });
  expect(looks(new Autoscaler(both), 4, [{ calls: 60 }])).toEqual([6]);
  expect(looks(new Autoscaler(both), 4, [{ calls: 10 }])).toEqual([4]);
  expect(looks(new Autoscaler(both), 4, [{}])).toEqual([4]);
  expect(looks(new Autoscaler(both), 4, [{ calls: 10, queue: 1 }])).toEqual([2]);
});

test('bounds come before any metric, and none of it scales what was scaled to nothing', () => {
  expect(looks(new Autoscaler(settings()), 30, [{}])).toEqual([20]);
  expect(looks(new Autoscaler(settings()), 1, [{}])).toEqual([2]);
  expect(looks(new Autoscaler(settings()), 0, [{ calls: 100 }])).toEqual([0]);
});
