import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { NAMESPACE, queryOf, SCRAPE_SECONDS, Variant } from './variants';
import { Cluster } from '../../e2e/helpers/cluster';
import { RunningClient } from '../../e2e/helpers/job';
import { LoadResult, resultIn } from '../../e2e/helpers/load';
import { ranges, Series } from '../../e2e/helpers/prometheus';
import { ScalingWatch } from '../../e2e/helpers/scaling-watch';
import { progress } from '../../tools/once';

/** A moment of a run. */
export interface Sample {
  readonly seconds: number;
  /** Calls that clients have in flight. */
  readonly offered: number;
  readonly desired: number;
  readonly ready: number;
  readonly replicas: number;
  /** Calls in flight as Prometheus knows of them, in pods that do not leave. */
  readonly inFlight?: number;
  /** CPU of all pods, as the metrics server tells. */
  readonly cpuMillis?: number;
}

/** How replicas followed one step of load up and down. */
export interface Timeline {
  readonly name: string;
  readonly agent: string;
  readonly namespace: string;
  /** The file with what was applied. */
  readonly manifests: string;
  readonly scrapeSeconds: number;
  readonly callSeconds: number;
  readonly era: 'legacy' | 'modern';
  readonly metric: 'mcp' | 'cpu';
  /** When the first call was begun, and the last. */
  readonly load: { readonly from: number; readonly to: number };
  /** What became of its calls. */
  readonly calls: Pick<LoadResult, 'started' | 'failed' | 'lost' | 'failures'>;
  readonly samples: readonly Sample[];
}

/** Where they are kept: docs/scaling.md draws one, and tools/simulation is checked against them. */
export const TIMELINES = join(__dirname, 'timelines');

/** What is seen before the load, while it is there, and at most until all is as before. */
const BEFORE_MS = 20_000;
const LOAD_SECONDS = 90;
const LONGEST_AFTER_SECONDS = 900;

/** How often the metrics server is asked: it has something new each 15 s. */
const CPU_MS = 5_000;

interface Measured {
  readonly at: number;
  readonly value: number;
}

/** Follows one step of load until its last replica has left, and keeps what was seen. */
export async function followed(cluster: Cluster, watch: ScalingWatch, variant: Variant): Promise<Timeline> {
  const { agent, autoscaler, load, era, metric } = variant;
  await watch.rests(agent, autoscaler, 1);
  const begin = Date.now();
  const startAt = begin + BEFORE_MS;
  const cpu = metric === 'cpu' ? new CpuLog(cluster, agent) : undefined;
  const args = ['load.mjs', JSON.stringify({ ...load, startAt, seconds: LOAD_SECONDS })];
  const client = RunningClient.start(cluster, { namespace: NAMESPACE, args, seconds: LOAD_SECONDS + 120, cpu: '100m' });
  await watch.hasReady(agent, (replicas) => replicas > 1, startAt);
  const output = await client.output();
  progress(`${variant.title}: ${LOAD_SECONDS} s of load are over`);
  const ended = await watch.hasReady(agent, (replicas) => replicas === 1, Date.now(), LONGEST_AFTER_SECONDS);
  await sleep(10_000);
  cpu?.stop();

  const offered = offeredIn(output);
  const query = queryOf(variant);
  const seen = query ? await ranges(cluster, NAMESPACE, query, begin / 1_000, ended.at / 1_000) : [];
  const samples = Array.from({ length: Math.ceil((ended.at + 8_000 - begin) / 1_000) }, (_, seconds): Sample => {
    const at = begin + (seconds * 1_000);
    return {
      seconds,
      offered: offered.values[Math.round((at - offered.from) / 1_000)] ?? 0,
      ...watch.at(agent, autoscaler, at),
      ...metric === 'mcp' ? { inFlight: valueAt(seen, at) } : { cpuMillis: cpu!.at(at) },
    };
  });
  const { ms, started, failed, lost, failures } = resultIn(output);
  const timeline: Timeline = {
    name: `${metric}-step-${agent.slice(0, 2)}`,
    agent,
    namespace: NAMESPACE,
    manifests: `${metric}-step-${agent.slice(0, 2)}.yaml`,
    scrapeSeconds: SCRAPE_SECONDS.ours,
    callSeconds: ms.p50 / 1_000,
    era,
    metric,
    load: { from: (offered.from - begin) / 1_000, to: (offered.to - begin) / 1_000 },
    calls: { started, failed, lost, failures },
    samples,
  };
  write(timeline, variant);
  return timeline;
}

/** One line for each sample, so that a difference can be read. */
function write({ samples, ...head }: Timeline, { objects }: Variant): void {
  mkdirSync(TIMELINES, { recursive: true });
  const lines = samples.map((sample) => `    ${JSON.stringify(sample)}`).join(',\n');
  const text = `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "samples": [\n${lines}\n  ]\n}\n`;
  writeFileSync(join(TIMELINES, `${head.name}.json`), text);
  writeFileSync(join(TIMELINES, head.manifests), objects().map((object) => stringify(object)).join('---\n'));
}

/** Calls in flight in each second of the load, as the client said: "12 s: 40 started, ..., 25 in flight". */
function offeredIn(output: string): { from: number; to: number; values: number[] } {
  const lines = output.trim().split('\n');
  const { beganAt, seconds }: LoadResult = JSON.parse(lines.at(-1)!);
  const said = lines.map((line) => /^(\d+) s: .* (\d+) in flight$/.exec(line)).filter((match) => match !== null);
  const known = new Map(said.map(([, second, calls]) => [Number(second), Number(calls)]));
  const values: number[] = [];
  // It speaks first after a second, and leaves one out where it speaks late.
  for (let second = 0; second <= seconds; second++) {
    values.push(known.get(second) ?? values.at(-1) ?? known.get(1) ?? 0);
  }
  return { from: beganAt, to: beganAt + (seconds * 1_000), values };
}

function valueAt(series: readonly Series[], at: number): number | undefined {
  const value = series[0]?.values.findLast(([time]) => time * 1_000 <= at)?.[1];
  return value === undefined ? undefined : Number(value);
}

/** CPU of an agent's pods over time. */
class CpuLog {
  private readonly log: Measured[] = [];
  private readonly timer = setInterval(() => this.look(), CPU_MS);

  public constructor(private readonly cluster: Cluster, private readonly agent: string) {}

  public at(moment: number): number | undefined {
    return this.log.findLast(({ at }) => at <= moment)?.value;
  }

  public stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const selector = `labelSelector=app.kubernetes.io%2Fname%3D${this.agent}`;
    const { status, stdout } = this.cluster.try(['get', '--raw', `/apis/metrics.k8s.io/v1beta1/namespaces/${NAMESPACE}/pods?${selector}`]);
    if (status === 0) {
      const containers: { usage: { cpu: string } }[] = JSON.parse(stdout).items.flatMap((pod: any) => pod.containers);
      this.log.push({ at: Date.now(), value: Math.round(containers.reduce((sum, { usage }) => sum + millis(usage.cpu), 0)) });
    }
  }
}

/** "12345n", "123u" or "12m". */
function millis(cpu: string): number {
  const units: Record<string, number> = { n: 1e6, u: 1e3, m: 1 };
  const unit = units[cpu.at(-1)!];
  return unit ? Number(cpu.slice(0, -1)) / unit : Number(cpu) * 1_000;
}
