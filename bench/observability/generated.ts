import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { generatedSeries } from './series';
import { cacheFolder } from '../../tools/cache';
import { goProgram } from '../../tools/go-program';
import { progress, stampOf } from '../../tools/once';

const BLOCKS = join(__dirname, 'blocks');

/**
 * A folder with the blocks of so many agents, generated the first time. 200 agents are some 300 million samples: minutes, and
 * half a gigabyte.
 */
export async function generatedBlocks(agents: number): Promise<string> {
  const sources = ['main.go', 'go.mod', 'go.sum'];
  const stamp = stampOf([...sources.map((file) => join(BLOCKS, file)), join(__dirname, 'series.ts')], String(agents));
  const parent = cacheFolder('blocks');
  const folder = join(parent, stamp);
  if (existsSync(folder)) {
    return folder;
  }
  progress(`generating the series of ${agents} agents`);
  const program = goProgram({ name: 'blocks', package: '.', module: BLOCKS, sources: ['main.go'] });
  const work = mkdtempSync(join(parent, '.partial-'));
  const writer = spawn(program, [work], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(writer, 'exit');
  await pipeline(Readable.from(lines(agents)), writer.stdin);
  const [status] = await ended;
  if (status !== 0) {
    throw new Error(`the blocks could not be written: status ${status}`);
  }
  renameSync(work, folder);
  return folder;
}

/** Many series at once: a write for each would take longer than all else. */
function* lines(agents: number): Generator<string> {
  let chunk = '';
  for (const series of generatedSeries(agents)) {
    chunk += `${JSON.stringify(series)}\n`;
    if (chunk.length > 1_000_000) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}
