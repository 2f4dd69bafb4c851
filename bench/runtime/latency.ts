import { Caller } from './caller';
import { progress } from '../../tools/once';
import { median } from '../figure';
import { inTurn } from '../in-turn';

/** How much longer a call takes on one way than on the direct one, in milliseconds. */
export interface Added {
  readonly p50: number;
  readonly p90: number;
}

/** Rounds; in each, every way gets one block of calls, in turn. */
const ROUNDS = 21;

/** Two seconds of calls at the rate that is promised for. */
const CALLS = 400;
const PER_SECOND = 200;

const WARM_UP = 3_000;

/**
 * Measures ways to the same server in interleaved blocks.
 *
 * @param ways each by its name; one is `direct`, and one `control`, the direct way once more
 */
export async function addedLatency(title: string, ways: Readonly<Record<string, Caller>>): Promise<Record<string, Added>> {
  for (const caller of Object.values(ways)) {
    await caller.calls(WARM_UP);
  }
  const rounds: Record<string, Added>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    progress(`${title}: round ${round + 1} of ${ROUNDS}`);
    const latencies: Record<string, Added> = {};
    for (const [name, caller] of inTurn(Object.entries(ways), round)) {
      const sorted = (await caller.paced(CALLS, PER_SECOND)).sort((a, b) => a - b);
      latencies[name] = { p50: sorted[CALLS / 2], p90: sorted[CALLS * 0.9] };
    }
    rounds.push(latencies);
  }
  const added = (name: string, part: keyof Added) => median(rounds.map((round) => round[name][part] - round.direct[part]));
  return Object.fromEntries(Object.keys(ways).map((name) => [name, { p50: added(name, 'p50'), p90: added(name, 'p90') }]));
}
