import { Caller } from './caller';
import { EFFORT } from './effort';
import { progress } from '../../tools/once';
import { median } from '../figure';
import { inTurn } from '../in-turn';

/** How much longer a call takes on one way than on the direct one, in milliseconds. */
export interface Added {
  readonly p50: number;
  readonly p90: number;
}

/** The rate that is promised for. */
const PER_SECOND = 200;

/**
 * Measures ways to the same server in interleaved blocks.
 *
 * @param ways each by its name; one is `direct`, and one `control`, the direct way once more
 */
export async function addedLatency(title: string, ways: Readonly<Record<string, Caller>>): Promise<Record<string, Added>> {
  for (const caller of Object.values(ways)) {
    await caller.calls(EFFORT.warmUp);
  }
  const rounds: Record<string, Added>[] = [];
  for (let round = 0; round < EFFORT.latencyRounds; round++) {
    progress(`${title}: round ${round + 1} of ${EFFORT.latencyRounds}`);
    const latencies: Record<string, Added> = {};
    for (const [name, caller] of inTurn(Object.entries(ways), round)) {
      const sorted = (await caller.paced(EFFORT.latencyCalls, PER_SECOND)).sort((a, b) => a - b);
      latencies[name] = { p50: sorted[EFFORT.latencyCalls / 2], p90: sorted[EFFORT.latencyCalls * 0.9] };
    }
    rounds.push(latencies);
  }
  const added = (name: string, part: keyof Added) => median(rounds.map((round) => round[name][part] - round.direct[part]));
  return Object.fromEntries(Object.keys(ways).map((name) => [name, { p50: added(name, 'p50'), p90: added(name, 'p90') }]));
}
