import { setTimeout as sleep } from 'node:timers/promises';
import { NAMESPACE, queryOf, Runs, Variant } from './variants';
import { Cluster } from '../../e2e/helpers/cluster';
import { RunningClient } from '../../e2e/helpers/job';
import { resultIn } from '../../e2e/helpers/load';
import { ranges } from '../../e2e/helpers/prometheus';
import { ScalingWatch } from '../../e2e/helpers/scaling-watch';
import { progress } from '../../tools/once';

/** What one step of load took, in seconds from its first call. */
export interface Timed {
  /** Until Prometheus knew of the load; of CPU it is not asked. */
  readonly known?: number;
  /** Until more replicas were wanted. */
  readonly decided: number;
  /** Until a further one was ready. */
  readonly serving: number;
  /** Whether it began right after the controller had looked, and else at random. */
  readonly isWorst: boolean;
}

/** What the client's pod and its sessions need before the first call. */
const LEAD_MS = 12_000;

/** The controller looks each 15 s: random starts lie anywhere between two looks. */
const PERIOD_MS = 15_000;

/** After its look: the controller's own figures are off by tenths of a second. */
const AFTER_LOOK_MS = 700;

/** How finely it is found out when Prometheus knew. */
const LOOK_SECONDS = 0.2;

/** No step of load is that long: it ends once it has been followed. */
const LONGEST_SECONDS = 240;

/** Steps of load on an agent: those that begin at random, then those that begin at the worst moment. */
export async function timed(cluster: Cluster, watch: ScalingWatch, variant: Variant, { random, worst }: Runs): Promise<Timed[]> {
  const kinds = [...Array<boolean>(random).fill(false), ...Array<boolean>(worst).fill(true)];
  const results: Timed[] = [];
  for (const isWorst of kinds) {
    const result = await step(cluster, watch, variant, isWorst);
    progress(`${variant.title}, ${isWorst ? 'right after a look' : 'at random'}: decided after ${result.decided.toFixed(1)} s, serving after ${result.serving.toFixed(1)} s`);
    results.push(result);
  }
  return results;
}

async function step(cluster: Cluster, watch: ScalingWatch, variant: Variant, isWorst: boolean): Promise<Timed> {
  const { agent, autoscaler, load } = variant;
  await watch.rests(agent, autoscaler, 1);
  const soonest = Date.now() + LEAD_MS + (variant.settleSeconds * 1_000);
  const startAt = isWorst ? watch.nextLook(autoscaler, soonest) + AFTER_LOOK_MS : soonest + (Math.random() * PERIOD_MS);
  const args = ['load.mjs', JSON.stringify({ ...load, startAt, seconds: LONGEST_SECONDS })];
  await sleep(startAt - LEAD_MS - Date.now());
  const client = RunningClient.start(cluster, { namespace: NAMESPACE, args, seconds: LONGEST_SECONDS + 60, cpu: '100m' });
  await sleep(startAt - Date.now());

  const decided = await watch.wants(autoscaler, (replicas) => replicas > 1, startAt);
  const serving = await watch.hasReady(agent, (replicas) => replicas > 1, decided.at);
  client.terminate();
  const result = resultIn(await client.output());
  const { failed, lost, beganAt } = result;
  if (failed + lost > 0) {
    throw new Error(`Of ${result.started} calls of ${agent} ${failed} failed and ${lost} were lost: ${JSON.stringify(result.failures)}`);
  }
  const known = await knownAt(cluster, variant, beganAt, decided.at);
  const since = (at: number) => (at - beganAt) / 1_000;
  return { known: known && since(known), decided: since(decided.at), serving: since(serving.at), isWorst };
}

/** When the query that was decided on first told of load. */
async function knownAt(cluster: Cluster, variant: Variant, from: number, to: number): Promise<number | undefined> {
  const query = queryOf(variant);
  const [series] = query ? await ranges(cluster, NAMESPACE, query, from / 1_000, to / 1_000, LOOK_SECONDS) : [];
  const first = series?.values.find(([, value]) => Number(value) > 0);
  return first && first[0] * 1_000;
}
