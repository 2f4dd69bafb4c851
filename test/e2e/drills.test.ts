import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drills } from '../../e2e/drills';
import { AREAS } from '../../tools/areas';
import { ROOT } from '../support/run';

/** What the testbed's own pods leave of two cores. */
const AVAILABLE_MILLIS = 1_750;

/** The rows of the table in e2e/README.md. */
function rows(): { drill: string; tier: string; millis: number }[] {
  const lines = readFileSync(join(ROOT, 'e2e', 'README.md'), 'utf8').split('\n').filter((line) => /^\| [a-z]+\/[a-z-]+ \|/.test(line));
  return lines.map((line) => line.split('|').map((cell) => cell.trim())).map(([, drill, tier, cpu]) => ({ drill, tier, millis: millisOf(cpu) }));
}

function millisOf(cpu: string): number {
  return cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1_000;
}

test('every drill has a row in e2e/README.md, with its tier, and every row a drill', () => {
  const named = rows().map(({ drill, tier }) => `${drill} ${tier}`);
  expect(named.sort()).toEqual(drills().map(({ area, name, tier }) => `${area}/${name} ${tier}`).sort());
});

test('every drill is in an area that can be asked for', () => {
  expect(drills().filter(({ area }) => !AREAS.includes(area))).toEqual([]);
});

test.each(rows())('$drill fits two cores', ({ millis }) => {
  expect(millis).toBeLessThanOrEqual(AVAILABLE_MILLIS);
});
