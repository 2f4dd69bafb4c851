import { Caller, Era } from './caller';
import { EFFORT } from './effort';
import { offServersProcessor } from './one-processor';
import { ServerProcess, Start } from './server-process';
import { progress } from '../../tools/once';
import { median, middleMean } from '../figure';
import { inTurn } from '../in-turn';

/** Servers that are compared with one that does the same without the runtime. */
export interface Comparison {
  readonly title: string;
  readonly era: Era;
  readonly bare: Start;
  readonly others: Readonly<Record<string, Start>>;
}

export interface Measured {
  /** The bare server against itself: how far the machine can tell one program from another. */
  readonly control: number;
  /** CPU of the bare server, in microseconds a call. */
  readonly bare: number;
  /** CPU of the others against the bare one, as ratios. */
  readonly others: Readonly<Record<string, number>>;
}

/**
 * A young generation of one size: left to itself it grows at another moment in each process, and with it what a collection
 * costs, which differs more than the programs do.
 */
const YOUNG_GENERATION = ['--min-semi-space-size=16', '--max-semi-space-size=16'];

/** Measures servers in many short interleaved blocks, so that what slows the machine down slows all of them. */
export function compare(comparison: Comparison): Promise<Measured> {
  return offServersProcessor(() => compareAll(comparison));
}

async function compareAll({ title, era, bare, others }: Comparison): Promise<Measured> {
  const starts: Record<string, Start> = { bare, control: bare, ...others };
  const generations: Record<string, number>[] = [];
  for (let generation = 0; generation < EFFORT.generations; generation++) {
    progress(`${title}: generation ${generation + 1} of ${EFFORT.generations}`);
    const started = await generationOf(starts, era, generation);
    const used = await usedBy(started);
    generations.push(used);
    progress(Object.entries(used).map(([name, microseconds]) => `${name} ${microseconds.toFixed(1)} us`).join(', '));
    await Promise.all(started.map(async ({ caller, server }) => {
      caller.close();
      await server.stop();
    }));
  }
  // Bare and control are one program: both together are what the others are held against.
  const bareOf = (used: Record<string, number>) => (used.bare + used.control) / 2;
  return {
    control: middleMean(generations.map((used) => used.control / used.bare)),
    bare: median(generations.map(bareOf)),
    others: Object.fromEntries(Object.keys(others).map((name) => [name, middleMean(generations.map((used) => used[name] / bareOf(used)))])),
  };
}

interface Started {
  readonly name: string;
  readonly server: ServerProcess;
  readonly caller: Caller;
}

async function generationOf(starts: Record<string, Start>, era: Era, generation: number): Promise<Started[]> {
  const started: Started[] = [];
  for (const [name, start] of inTurn(Object.entries(starts), generation)) {
    const server = await ServerProcess.start({ ...start, flags: YOUNG_GENERATION, isPinned: true });
    started.push({ name, server, caller: await Caller.to(server, era) });
  }
  // In turn, too: V8 forgets what it compiled for a process that idles, and whoever was warmed up first would be slower than the last.
  for (let round = 0; round * EFFORT.calls < EFFORT.warmUp; round++) {
    await blockOfEach(started, round);
  }
  return started;
}

/** The CPU that each server of a generation uses a call, in microseconds: the median of its blocks. */
async function usedBy(started: readonly Started[]): Promise<Record<string, number>> {
  const rounds: Record<string, number>[] = [];
  for (let round = 0; round < EFFORT.rounds; round++) {
    rounds.push(await blockOfEach(started, round));
  }
  return Object.fromEntries(started.map(({ name }) => [name, median(rounds.map((round) => round[name]))]));
}

/** The CPU that each server uses a call in one block, in microseconds. */
async function blockOfEach(started: readonly Started[], round: number): Promise<Record<string, number>> {
  const used: Record<string, number> = {};
  for (const { name, server, caller } of inTurn(started, round)) {
    const before = await server.cpu();
    await caller.calls(EFFORT.calls);
    used[name] = (await server.cpu() - before) / EFFORT.calls;
  }
  return used;
}
