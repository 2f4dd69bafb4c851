import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AgentResult, AgentRun } from './agent';
import { HeldLoad, Offered } from './load';
import { agentSettings, AgentSettings, manifestsOf } from './manifests';
import { Chance } from './random';
import { Scenario, SCENARIOS } from './scenario';
import type { Sample, Timeline as Recorded } from '../../bench/scaling/followed';

/** What is read of a run on a real cluster, as bench/scaling writes it. */
export interface Timeline extends Pick<Recorded, 'name' | 'agent' | 'manifests' | 'scrapeSeconds' | 'callSeconds' | 'metric' | 'load'> {
  readonly samples: readonly Pick<Sample, 'seconds' | 'offered' | 'desired' | 'ready' | 'cpuMillis'>[];
}

/** How what was predicted compares with what was seen. */
export interface Comparison {
  readonly name: string;
  /** Replicas times seconds. */
  readonly seen: { readonly area: number; readonly peak: number };
  readonly predicted: { readonly area: number; readonly peak: number };
  /** How far the prediction is off, as a share of what was seen. */
  readonly areaError: number;
  readonly peakError: number;
  /** Share of the time in which the replicas seen were within 20 %, or one replica, of what some prediction had. */
  readonly within: number;
}

/** Whether replicas were predicted well enough: area and peak within 20 %, and most of the time what some prediction had. */
export function isClose({ areaError, peakError, within }: Comparison): boolean {
  return areaError <= SHARE && peakError <= SHARE && within >= MOST;
}

/** Where the cluster's clocks stand is not known: so many starts of them are tried. */
const RUNS = 20;

/** What replicas may be off by; one more or less is excused always, and whatever it is for a tenth of the time. */
const [SHARE, ONE, MOST] = [0.2, 1, 0.9];

/** Predicts a recorded run from the load that it had, and compares. */
export function compareFile(file: string): Comparison {
  const timeline: Timeline = JSON.parse(readFileSync(file, 'utf8'));
  const settings = agentSettings(manifestsOf(join(dirname(file), timeline.manifests)), timeline.agent);
  return compareTimeline(timeline, { ...settings, scrapeSeconds: timeline.scrapeSeconds });
}

export function compareTimeline(timeline: Timeline, settings: AgentSettings): Comparison {
  const { samples } = timeline;
  const runs = predictTimeline(timeline, settings);
  const gaps = samples.slice(1).map(({ seconds }, index) => seconds - samples[index].seconds);
  const areaOf = (replicasAt: (index: number) => number) => gaps.reduce((total, gap, index) => total + gap * replicasAt(index), 0);
  const [seen, areas, peaks] = [
    { area: areaOf((index) => samples[index].desired), peak: Math.max(...samples.map(({ desired }) => desired)) },
    runs.map((run) => areaOf((index) => run[index])),
    runs.map((run) => Math.max(...run)),
  ];
  const predicted = { area: mean(areas), peak: mean(peaks) };
  const inside = (index: number) => {
    const [least, most] = [Math.min(...runs.map((run) => run[index])), Math.max(...runs.map((run) => run[index]))];
    const { desired } = samples[index];
    return desired >= Math.min(least * (1 - SHARE), least - ONE) && desired <= Math.max(most * (1 + SHARE), most + ONE);
  };
  return {
    name: timeline.name,
    seen,
    predicted,
    areaError: Math.abs(predicted.area - seen.area) / seen.area,
    peakError: Math.abs(predicted.peak - seen.peak) / seen.peak,
    within: areaOf((index) => (inside(index) ? 1 : 0)) / areaOf(() => 1),
  };
}

/** The replicas wanted at each sample of a recorded run, with clocks that stand differently each time. */
function predictTimeline(timeline: Timeline, settings: AgentSettings): number[][] {
  const { samples } = timeline;
  const { scenario, steps } = timeline.metric === 'cpu' ? byCpu(timeline) : byCalls(timeline);
  return Array.from({ length: RUNS }, (_, seed) => {
    const result = new AgentRun(settings, scenario, new HeldLoad(steps), new Chance(seed), samples[0].desired).run();
    return samples.map(({ seconds }) => desiredAt(result, seconds));
  });
}

interface Predicted {
  readonly scenario: Scenario;
  readonly steps: readonly Offered[];
}

/** The calls in flight that the run had. */
function byCalls(timeline: Timeline): Predicted {
  const { callSeconds, samples } = timeline;
  return { scenario: scenarioOf(timeline, callSeconds, {}), steps: samples.map(({ offered, seconds }) => ({ seconds, offered })) };
}

/** A call here is a hundredth of a core: as many as pods used together in the later half of the load, and none before and after. */
function byCpu(timeline: Timeline): Predicted {
  const { load: { from, to }, samples } = timeline;
  const measured = samples.filter(({ cpuMillis, ready }) => cpuMillis !== undefined && ready > 0);
  const loaded = measured.filter(({ seconds }) => seconds > (from + to) / 2 && seconds <= to);
  if (loaded.length === 0) {
    throw new Error(`${timeline.name} scales by CPU, and has no cpuMillis in the later half of its load.`);
  }
  const idle = Math.min(...measured.map(({ cpuMillis, ready }) => cpuMillis! / ready));
  const offered = Math.round(mean(loaded.map(({ cpuMillis, ready }) => cpuMillis! - idle * ready)) / 10);
  return {
    scenario: scenarioOf(timeline, 1, { idleCores: idle / 1000, coresPerCall: 0.01 }),
    steps: [{ seconds: from, offered }, { seconds: to, offered: 0 }],
  };
}

function scenarioOf({ name, samples }: Timeline, callSeconds: number, replica: Partial<Scenario['replica']>): Scenario {
  const { flat } = SCENARIOS;
  return {
    ...flat,
    name,
    seconds: samples.at(-1)!.seconds + 1,
    calls: { ...flat.calls, takes: { median: callSeconds, p99: callSeconds } },
    replica: { ...flat.replica, atOnce: Infinity, ...replica },
  };
}

function desiredAt({ steps }: AgentResult, seconds: number): number {
  return steps.findLast((step) => step.seconds <= seconds)!.desired;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
