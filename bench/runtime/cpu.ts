import { Caller, Era } from './caller';
import { ServerProcess, Start } from './server-process';
import { progress } from '../../tools/once';
import { median } from '../figure';
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

/** How often all servers are started anew: two processes of one program differ by some per cent, which many of them even out. */
const GENERATIONS = 12;

/** Rounds of a generation; in each, every server gets one block of calls, in turn. */
const ROUNDS = 8;

/** Calls in a block: a fifth of a second. */
const CALLS = 400;

/** Calls until everything that runs often is compiled. */
const WARM_UP = 4_000;

/** Measures servers in many short interleaved blocks, so that what slows the machine down slows all of them. */
export async function compare({ title, era, bare, others }: Comparison): Promise<Measured> {
  const starts: Record<string, Start> = { bare, control: bare, ...others };
  const rounds: Record<string, number>[] = [];
  for (let generation = 0; generation < GENERATIONS; generation++) {
    progress(`${title}: generation ${generation + 1} of ${GENERATIONS}`);
    const started = await generationOf(starts, era, generation);
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push(await blockOfEach(started, round));
    }
    await Promise.all(started.map(async ({ caller, server }) => {
      caller.close();
      await server.stop();
    }));
  }
  const ratio = (name: string) => median(rounds.map((round) => round[name] / round.bare));
  return {
    control: ratio('control'),
    bare: median(rounds.map((round) => round.bare)),
    others: Object.fromEntries(Object.keys(others).map((name) => [name, ratio(name)])),
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
    const server = await ServerProcess.start(start);
    const caller = await Caller.to(server, era);
    await caller.calls(WARM_UP);
    started.push({ name, server, caller });
  }
  return started;
}

/** The CPU that each server uses a call, in microseconds. */
async function blockOfEach(started: readonly Started[], round: number): Promise<Record<string, number>> {
  const used: Record<string, number> = {};
  for (const { name, server, caller } of inTurn(started, round)) {
    const before = await server.cpu();
    await caller.calls(CALLS);
    used[name] = (await server.cpu() - before) / CALLS;
  }
  return used;
}
