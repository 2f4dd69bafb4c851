import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chosenAreas } from '../tools/areas';

/** The areas that have a benchmark: each folder here with a main.ts. */
const AREAS = readdirSync(__dirname).filter((name) => existsSync(join(__dirname, name, 'main.ts')));

/**
 * Runs the benchmarks of the areas named, or all of them, one after the other: two at once would disturb each other.
 * With `--save` their figures become those that the README shows. Other options are the areas' own.
 */
function main(args: readonly string[]): number {
  const areas = chosenAreas('benchmarks', args.filter((arg) => !arg.startsWith('--')), AREAS);
  const own = args.filter((arg) => arg.startsWith('--') && arg !== '--save');
  const save = args.includes('--save');
  if (save && own.length > 0) {
    throw new Error(`--save keeps the figures of whole runs; leave out ${own.join(' ')}.`);
  }
  return areas.map((area) => run(area, own, save)).every((status) => status === 0) ? 0 : 1;
}

function run(area: string, options: readonly string[], save: boolean): number | null {
  const { status, stdout } = spawnSync('npx', ['tsx', join(__dirname, area, 'main.ts'), ...options], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  process.stdout.write(stdout);
  if (status === 0 && save) {
    writeFileSync(join(__dirname, 'results', `${area}.jsonl`), stdout);
  }
  return status;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
