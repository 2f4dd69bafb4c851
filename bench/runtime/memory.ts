import { Caller } from './caller';
import { Comparison } from './cpu';
import { EFFORT } from './effort';
import { ServerProcess, Start } from './server-process';
import { progress } from '../../tools/once';
import { median } from '../figure';

/** Calls before memory is read: everything is loaded and has run. */
const CALLS = 1_500;

/** A young generation that grows with the load and is never given back would hide what a program holds: 124 MB instead of 94. */
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=1';

const MEGABYTE = 1_000_000;

/** How much more resident memory servers take than the bare one after the same calls, in megabytes. */
export async function memoryOver({ title, era, bare, others }: Comparison): Promise<Record<string, number>> {
  const used: Record<string, number>[] = [];
  for (let generation = 0; generation < EFFORT.memoryGenerations; generation++) {
    progress(`${title}: memory ${generation + 1} of ${EFFORT.memoryGenerations}`);
    const each: Record<string, number> = {};
    for (const [name, start] of Object.entries({ bare, ...others })) {
      each[name] = await memoryOf(start, era);
    }
    used.push(each);
  }
  const middle = (name: string) => median(used.map((each) => each[name]));
  return Object.fromEntries(Object.keys(others).map((name) => [name, (middle(name) - middle('bare')) / MEGABYTE]));
}

async function memoryOf(start: Start, era: Comparison['era']): Promise<number> {
  const server = await ServerProcess.start({ ...start, flags: [SMALL_YOUNG_GENERATION] });
  const caller = await Caller.to(server, era);
  await caller.calls(CALLS);
  const memory = await server.memory();
  caller.close();
  await server.stop();
  return memory;
}
