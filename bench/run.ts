import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The areas that have a benchmark: each folder here with a main.ts. */
const AREAS = readdirSync(__dirname).filter((name) => existsSync(join(__dirname, name, 'main.ts')));

/**
 * Runs the benchmarks of the areas named, or all of them, one after the other: two at once would disturb each other.
 * With `--save` their figures become those that the README shows.
 */
function main(args: readonly string[]): number {
  const areas = args.filter((arg) => arg !== '--save');
  const unknown = areas.filter((area) => !AREAS.includes(area));
  if (unknown.length > 0) {
    console.error(`There is no benchmark of ${unknown.join(', ')}. There are: ${AREAS.join(', ')}.`);
    return 2;
  }
  const wanted = areas.length > 0 ? areas : AREAS;
  return wanted.map((area) => run(area, args.includes('--save'))).every((status) => status === 0) ? 0 : 1;
}

function run(area: string, save: boolean): number | null {
  const { status, stdout } = spawnSync('npx', ['tsx', join(__dirname, area, 'main.ts')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  process.stdout.write(stdout);
  if (status === 0 && save) {
    writeFileSync(join(__dirname, 'results', `${area}.jsonl`), stdout);
  }
  return status;
}

process.exitCode = main(process.argv.slice(2));
