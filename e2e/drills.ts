import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** How long drills may take: `ci` ones are run for every change, `long` ones when somebody asks for them. */
export type Tier = 'ci' | 'long';

/** A file of tests on a real cluster, `e2e/<area>/<name>.test.ts`, or `<name>.long.test.ts`. */
export interface Drill {
  readonly area: string;
  readonly name: string;
  readonly tier: Tier;
  readonly file: string;
}

/** All drills, by area and name. */
export function drills(): Drill[] {
  return areaFolders().flatMap((area) => drillsOf(area));
}

function areaFolders(): string[] {
  return readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
}

function drillsOf(area: string): Drill[] {
  const files = readdirSync(join(__dirname, area)).filter((file) => file.endsWith('.test.ts')).sort();
  return files.map((file) => ({
    area,
    name: file.replace(/(\.long)?\.test\.ts$/, ''),
    tier: file.endsWith('.long.test.ts') ? 'long' : 'ci',
    file: join(__dirname, area, file),
  }));
}
