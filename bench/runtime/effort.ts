/** How much is measured. */
export interface Effort {
  /** How often all servers are started anew: two processes of one program differ by some per cent, which many of them even out. */
  readonly generations: number;
  /** Rounds of a generation; in each, every server gets one block of calls, in turn. */
  readonly rounds: number;
  /** Calls in a block: half a second. */
  readonly calls: number;
  /** Calls until everything that runs often is compiled: they go on getting cheaper up to the seven thousandth or so. */
  readonly warmUp: number;
  /** How often each server is started to read its memory. */
  readonly memoryGenerations: number;
  /** Rounds in which every way to a server gets one block of calls, in turn, and the calls of such a block. */
  readonly latencyRounds: number;
  readonly latencyCalls: number;
  /** How often a measurement is begun anew when the machine was too busy. */
  readonly attempts: number;
}

const FULL: Effort = {
  generations: 8, rounds: 10, calls: 400, warmUp: 7_000, memoryGenerations: 9, latencyRounds: 15, latencyCalls: 400, attempts: 2,
};

/** So little that the figures say nothing, and that all of it runs. */
const QUICK: Effort = {
  generations: 1, rounds: 1, calls: 40, warmUp: 40, memoryGenerations: 1, latencyRounds: 1, latencyCalls: 40, attempts: 1,
};

/** Whether `--quick` asked for a run that only shows that everything runs. */
export const IS_QUICK = process.argv.includes('--quick');

export const EFFORT = IS_QUICK ? QUICK : FULL;
