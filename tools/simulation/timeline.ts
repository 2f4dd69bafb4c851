import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AgentResult, AgentRun } from './agent';
import { HeldLoad } from './load';
import { agentSettings, AgentSettings, manifestsOf } from './manifests';
import { Chance } from './random';
import { Scenario, SCENARIOS } from './scenario';

/** A run on a real cluster, as bench/scaling writes it. */
export interface Timeline {
  readonly name: string;
  readonly agent: string;
  /** The YAML that was applied, beside the timeline. */
  readonly manifests: string;
  readonly scrapeSeconds?: number;
  readonly callSeconds: number;
  readonly metric: 'mcp' | 'cpu';
  readonly offeredIs?: 'calls' | 'sessions' | 'streams';
  readonly samples: readonly {
    readonly seconds: number;
    readonly offered: number;
    readonly desired: number;
    readonly ready: number;
    /** CPU of all pods together. */
    readonly cpuMillis?: number;
  }[];
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
  const { scrapeSeconds = settings.scrapeSeconds } = timeline;
  return compareTimeline(timeline, { ...settings, scrapeSeconds });
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
  const { offeredIs = 'calls', samples } = timeline;
  const start = samples[0].seconds;
  const steps = samples.map(({ offered, seconds }) => ({ seconds: seconds - start, offered }));
  const scenario = scenarioOf(timeline);
  return Array.from({ length: RUNS }, (_, seed) => {
    const result = new AgentRun(settings, scenario, new HeldLoad(steps, offeredIs !== 'calls'), new Chance(seed), samples[0].desired).run();
    return steps.map(({ seconds }) => desiredAt(result, seconds));
  });
}

/** As long as the run, with calls that took what the run's did. */
function scenarioOf(timeline: Timeline): Scenario {
  const { callSeconds, metric, offeredIs = 'calls', samples } = timeline;
  const { calls, replica } = SCENARIOS.flat;
  return {
    ...SCENARIOS.flat,
    name: timeline.name,
    seconds: samples.at(-1)!.seconds - samples[0].seconds + 1,
    calls: { ...calls, takes: { median: callSeconds, p99: callSeconds } },
    ...(offeredIs !== 'calls' && { sessions: { calls: 1, last: { median: Infinity, p99: Infinity } } }),
    replica: { ...replica, atOnce: Infinity, ...(metric === 'cpu' && coresOf(timeline)) },
  };
}

/** What pods use while idle and for each call, from what the cluster measured: the least, and the rest over the calls. */
function coresOf({ samples }: Timeline): Pick<Scenario['replica'], 'idleCores' | 'coresPerCall'> {
  const measured = samples.filter(({ cpuMillis, ready }) => cpuMillis !== undefined && ready > 0);
  if (measured.length === 0) {
    throw new Error('a run that scales by CPU needs cpuMillis in its samples.');
  }
  const idle = Math.min(...measured.map(({ cpuMillis, ready }) => cpuMillis! / ready)) / 1000;
  const loaded = measured.filter(({ offered }) => offered > 0);
  const perCall = mean(loaded.map(({ cpuMillis, offered, ready }) => Math.max(0, cpuMillis! / 1000 - idle * ready) / offered));
  return { idleCores: idle, coresPerCall: perCall };
}

function desiredAt({ steps }: AgentResult, seconds: number): number {
  return steps.findLast((step) => step.seconds <= seconds)!.desired;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
