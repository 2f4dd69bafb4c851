import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Drill, drills, Tier } from './drills';
import { chosenAreas } from '../tools/areas';

/**
 * Runs the drills of the areas named, or of all: `[--long] [AREA...] [OPTION OF JEST...]`. Areas come first; whatever begins with a dash,
 * and all after it, is jest's.
 */
function main(args: readonly string[]): number {
  const tier: Tier = args[0] === '--long' ? 'long' : 'ci';
  const rest = tier === 'long' ? args.slice(1) : args;
  const firstOption = rest.findIndex((arg) => arg.startsWith('-'));
  const asked = firstOption < 0 ? rest : rest.slice(0, firstOption);
  return jest(chosenDrills(tier, asked), rest.slice(asked.length));
}

function chosenDrills(tier: Tier, asked: readonly string[]): Drill[] {
  const ofTier = drills().filter((drill) => drill.tier === tier);
  const what = tier === 'long' ? 'long tests' : 'tests on a cluster';
  const areas = chosenAreas(what, asked, [...new Set(ofTier.map(({ area }) => area))]);
  if (areas.length === 0) {
    throw new Error(`There are no ${what} yet: a file e2e/<area>/<name>.long.test.ts is one.`);
  }
  return ofTier.filter(({ area }) => areas.includes(area));
}

function jest(chosen: readonly Drill[], options: readonly string[]): number {
  const files = chosen.map(({ file }) => file);
  const args = ['--config', join(__dirname, 'jest.config.cjs'), '--runTestsByPath', ...files, ...options];
  return spawnSync('npx', ['jest', ...args], { stdio: 'inherit' }).status ?? 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
