import { Cluster } from './cluster';
import { RunningClient } from './job';

/** What load to put on which server: the options of `e2e/client/load/options.mjs`, which says more of each. */
export interface Load {
  readonly url: string;
  readonly tool: string;
  /** Calls take them in turn; in both `{{token}}` stands for a text that no other call has. */
  readonly cases: readonly { readonly arguments?: Record<string, unknown>; readonly answer: string }[];
  readonly era?: 'legacy' | 'modern';
  /** Clients. @default 1 */
  readonly sessions?: number;
  /** Calls per second in all. @default - each client calls again once it is answered */
  readonly rate?: number;
  /** When the first call is begun, in milliseconds since 1970. @default - at once */
  readonly startAt?: number;
  /** How long calls are begun, at most. @default 300 under `whileUnderLoad`, which ends it when its body has */
  readonly seconds?: number;
  readonly calls?: number;
  /** A call that is not answered by then is lost. @default 10 */
  readonly deadlineSeconds?: number;
  /** An answer that takes longer is late. @default 1 */
  readonly lateSeconds?: number;
  readonly reconnect?: boolean;
  readonly notifications?: { readonly method: string; readonly perCall: number };
}

/** What became of the calls; `e2e/client/load/tally.mjs` says what is counted where. */
export interface LoadResult {
  readonly started: number;
  readonly ok: number;
  readonly toolErrors: number;
  readonly failed: number;
  readonly lost: number;
  readonly late: number;
  readonly wrong: number;
  readonly duplicates: number;
  readonly failures: Record<string, number>;
  readonly sessions: { readonly opened: number; readonly lost: number };
  readonly notifications: { readonly expected: number; readonly received: number };
  /** Milliseconds. */
  readonly ms: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number };
  /** When the first call was begun, in milliseconds since 1970. */
  readonly beganAt: number;
  readonly seconds: number;
  readonly callsPerSecond: number;
}

/** Where the load comes from. */
export interface LoadOrigin {
  readonly namespace: string;
  /** A node that it must not come from, since that one will be drained. */
  readonly awayFrom?: string;
  /** CPU that is kept for it. @default "200m" */
  readonly cpu?: string;
}

/** What no call of a drill may meet: to be given to `toMatchObject`. */
export const NOTHING_FAILED = { failed: 0, lost: 0, wrong: 0, duplicates: 0, failures: {} };

const LONGEST_SECONDS = 300;

/**
 * Does something while a client in the cluster calls a server, and returns what became of the calls once they are all over.
 *
 * Calls are under way before the body begins; they are ended, and those in flight waited for, when it is done.
 */
export async function whileUnderLoad(
  cluster: Cluster, origin: LoadOrigin, load: Load, body: () => void | Promise<void>,
): Promise<LoadResult> {
  const args = ['load.mjs', JSON.stringify({ seconds: LONGEST_SECONDS, ...load })];
  const client = RunningClient.start(cluster, { cpu: '200m', ...origin, args, seconds: LONGEST_SECONDS + 60 });
  await client.until(/ s: [1-9]\d* started/);
  try {
    await body();
  } finally {
    client.terminate();
  }
  return resultIn(await client.output());
}

/** Puts load on a server from within the cluster until its own end, and returns what became of the calls. */
export async function putLoad(cluster: Cluster, origin: LoadOrigin, load: Load): Promise<LoadResult> {
  const client = RunningClient.start(cluster, { cpu: '200m', ...origin, args: ['load.mjs', JSON.stringify(load)], seconds: LONGEST_SECONDS });
  return resultIn(await client.output());
}

/** What became of the calls, from all that the client wrote: its last line. */
export function resultIn(output: string): LoadResult {
  const last = output.trim().split('\n').findLast((line) => line.startsWith('{'));
  if (!last) {
    throw new Error(`The load came to no result:\n${output}`);
  }
  const result: LoadResult = JSON.parse(last);
  const { started, callsPerSecond, failures, ms: { p50, p90, p99, max } } = result;
  process.stderr.write(`          ${started} calls, ${callsPerSecond} a second; ms: p50 ${p50}, p90 ${p90}, p99 ${p99}, most ${max}\n`);
  if (Object.keys(failures).length > 0) {
    process.stderr.write(`          failed: ${JSON.stringify(failures)}\n`);
  }
  return result;
}
