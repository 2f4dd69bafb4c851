import { join } from 'node:path';
import { AgentResult, AgentRun } from '../../../tools/simulation/agent';
import { MetricTarget } from '../../../tools/simulation/autoscaler/settings';
import { simulateAgent, simulateFleet } from '../../../tools/simulation/fleet';
import { HeldLoad } from '../../../tools/simulation/load';
import { AgentSettings, agentSettings, manifestsOf } from '../../../tools/simulation/manifests';
import { Chance } from '../../../tools/simulation/random';
import { meansOf, Scenario, SCENARIOS } from '../../../tools/simulation/scenario';

const SETTINGS = agentSettings(manifestsOf(join(__dirname, 'agent.yaml')));
/** By calls in flight alone, 10 a replica. */
const [CALLS, CPU] = SETTINGS.autoscaler.metrics;
const by = (metric: MetricTarget): AgentSettings => ({ ...SETTINGS, autoscaler: { ...SETTINGS.autoscaler, metrics: [metric] } });
const BY_CALLS = by(CALLS);
/** By CPU alone, at 70 % of a quarter of a core. */
const BY_CPU: AgentSettings = { ...by(CPU), queries: [] };

const { flat } = SCENARIOS;
const lasting = (seconds: number, changes: Partial<Scenario> = {}): Scenario => ({
  ...flat, seconds, calls: { ...flat.calls, takes: { median: 2, p99: 2 } }, replica: { ...flat.replica, atOnce: 1000 }, ...changes,
});

/** So many calls in flight from these seconds on. */
function held(offered: Readonly<Record<number, number>>, scenario: Scenario, settings = BY_CALLS, seed = 1): AgentResult {
  const steps = Object.entries(offered).map(([seconds, each]) => ({ seconds: Number(seconds), offered: each }));
  return new AgentRun(settings, scenario, new HeldLoad(steps), new Chance(seed)).run();
}

const desiredAt = ({ steps }: AgentResult, seconds: number) => steps.findLast((step) => step.seconds <= seconds)!.desired;
/** When there were so many, of those wanted or ready. */
const when = ({ steps }: AgentResult, what: 'desired' | 'ready', count: number) => steps.find((step) => step[what] >= count)!.seconds;

test('calls in flight bring replicas within a scrape and a look, and they leave after the window', () => {
  const runs = Array.from({ length: 20 }, (_, seed) => held({ 0: 10, 100: 60, 400: 10 }, lasting(1500), BY_CALLS, seed));
  for (const run of runs) {
    expect(desiredAt(run, 99)).toBe(2);
    // 5 s until it is scraped, 15 s until the autoscaler looks.
    expect(when(run, 'desired', 6)).toBeLessThan(100 + 5 + 15 + 0.1);
    expect(run.mostReplicas).toBe(6);
    // The last look that found them busy was at most 15 s before they were not.
    expect(desiredAt(run, 400 - 15 + 299)).toBe(6);
    expect(desiredAt(run, 1499)).toBe(2);
    expect(run.lostCalls).toBe(0);
  }
  const decisions = runs.map((run) => when(run, 'desired', 6) - 100).sort((a, b) => a - b);
  expect(decisions[10]).toBeGreaterThan(5);
  expect(decisions[10]).toBeLessThan(15);
});

test('CPU brings replicas later: kubelet, metrics-server and autoscaler each look every 15 s', () => {
  // 20 calls of 0.05 cores are a whole one: 1 / 0.25 / 0.7 = 5.7 replicas.
  const scenario = lasting(600, { replica: { ...flat.replica, atOnce: 1000, idleCores: 0, coresPerCall: 0.05 } });
  const runs = Array.from({ length: 20 }, (_, seed) => held({ 0: 1, 100: 20 }, scenario, BY_CPU, seed));
  const decisions = runs.map((run) => when(run, 'desired', 3) - 100).sort((a, b) => a - b);
  expect(decisions[0]).toBeGreaterThan(5);
  expect(decisions[19]).toBeLessThan(61);
  expect(decisions[10]).toBeGreaterThan(15);
  expect(runs.map(({ mostReplicas }) => mostReplicas)).toEqual(Array(20).fill(6));
});

test('a rule between scrape and autoscaler takes its own time', () => {
  const ruled: AgentSettings = { ...BY_CALLS, scrapeSeconds: 30, queries: [{ ...BY_CALLS.queries[0], ruleSeconds: 30 }] };
  const runs = Array.from({ length: 30 }, (_, seed) => held({ 0: 10, 100: 60 }, lasting(400), ruled, seed));
  const slowest = Math.max(...runs.map((run) => when(run, 'desired', 3) - 100));
  expect(slowest).toBeGreaterThan(45);
  expect(slowest).toBeLessThan(75.1);
});

test('a rate needs its window to size right', () => {
  const rated: AgentSettings = {
    ...by({ kind: 'external', name: 's0-prometheus', perReplica: 5 }),
    queries: [{ name: 's0-prometheus', counts: 'callsPerSecond', windowSeconds: 60, ruleSeconds: 0 }],
  };
  // 60 calls of 2 s each are 30 a second.
  const run = held({ 0: 10, 100: 60 }, lasting(600), rated);
  expect(when(run, 'desired', 6)).toBeGreaterThan(130);
  expect(run.mostReplicas).toBeLessThan(8);
});

test('while Prometheus is away replicas stay, and come when it is back', () => {
  const run = held({ 0: 40, 200: 10, 300: 80 }, lasting(900, { outages: [{ from: 150, to: 400 }] }));
  expect(desiredAt(run, 149)).toBe(4);
  expect(desiredAt(run, 399)).toBe(4);
  expect(run.mostReplicas).toBe(8);
});

test('a new replica serves when it is placed, started and probed', () => {
  const [placed, starts] = [3, 7.4].map((seconds) => ({ median: seconds, p99: seconds }));
  const starting = lasting(300, { replica: { ...flat.replica, atOnce: 1000, placed, starts } });
  const run = held({ 0: 10, 100: 40 }, starting);
  // 0.3 s until the pod is there, 3 s placed, the eighth probe of one a second, half a second until Services know.
  expect(when(run, 'ready', 4) - when(run, 'desired', 4)).toBeCloseTo(11.8, 1);
});

test('calls wait where replicas have no room, and no more when others have come', () => {
  const crowded = lasting(600, { replica: { ...flat.replica, atOnce: 10 } });
  const run = held({ 0: 5, 100: 60 }, crowded);
  expect(run.waits.quantile(0.999)).toBeGreaterThan(1);
  expect(held({ 0: 5 }, crowded).waits.quantile(1)).toBe(0);
});

test('calls that outlast the time to leave are cut, and no others', () => {
  const taking = (seconds: number) => ({ calls: { ...flat.calls, takes: { median: seconds, p99: seconds } } });
  // All come anew when there are six replicas, and half of them stay.
  const long = (seconds: number) => held({ 0: 60, 299: 0, 302: 60, 900: 30 }, lasting(2000, taking(seconds)));
  expect(long(50)).toMatchObject({ mostReplicas: 6, lostCalls: 0 });
  expect(long(300).lostCalls).toBeGreaterThan(0);
});

describe('sessions', () => {
  const scenario: Scenario = { ...SCENARIOS.sessions, seconds: 43_200, agents: 1 };
  const bySessions: AgentSettings = {
    ...by({ kind: 'external', name: 's0-prometheus', perReplica: 20 }),
    queries: [{ ...BY_CALLS.queries[0], counts: 'sessions' }],
  };

  test('go with their pod, unless they are stored elsewhere', () => {
    const keeping = (hasStore: boolean) => ({ ...bySessions, pod: { ...bySessions.pod, hasStore } });
    const [bound, stored] = [false, true].map((hasStore) => simulateAgent(keeping(hasStore), scenario, 2, 7));
    expect(bound.waves).toBeGreaterThan(0);
    expect(bound.lostSessions).toBeGreaterThan(0);
    expect(stored.lostSessions).toBe(0);
    expect(stored.sessions).toBe(bound.sessions);
  });
});

test('the same seed meets the same, whatever the settings', () => {
  const scenario: Scenario = { ...SCENARIOS.bursts, agents: 3, seconds: 7200 };
  const [first, again, other] = [1, 1, 2].map((seed) => simulateFleet(BY_CALLS, scenario, seed));
  const slower = simulateFleet({ ...BY_CALLS, scrapeSeconds: 30 }, scenario, 1);
  expect(again).toEqual(first);
  expect(other.calls).not.toBe(first.calls);
  expect(Math.abs(slower.calls - first.calls)).toBeLessThan(first.calls * 0.01);
});

test('as many calls come as the scenario says, most of them to the first agents', () => {
  const scenario: Scenario = { ...SCENARIOS.day, agents: 3, calls: { ...SCENARIOS.day.calls, perSecond: 0.2 } };
  const { calls, replicaHours } = simulateFleet(BY_CALLS, scenario, 1);
  expect(calls / 86_400 / 3).toBeCloseTo(0.2, 1);
  expect(replicaHours).toBeGreaterThanOrEqual(48);
  expect(meansOf(scenario).map((mean) => Number(mean.toFixed(2)))).toEqual([0.3, 0.17, 0.13]);
});
