import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsOf, documented } from '../../../tools/simulation/document';

const ROOT = join(__dirname, '..', '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'simulation.md'), 'utf8');

/** A command of the page, in a process of its own: what is under jest's own globals takes ten times as long. */
const simulate = (...args: string[]) => (
  execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'tools', 'simulation', 'main.ts'), ...args], { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' })
);

test('a table of the page is what its command makes of it', () => {
  const [command] = commandsOf(PAGE).filter((args) => args.some((arg) => arg.startsWith('scrape=')));
  expect(PAGE).toContain(`<!-- npm run simulate -- ${command.join(' ')} -->\n${simulate(...command)}<!-- end -->`);
}, 120_000);

test('tables are made anew between their command and their end, and nothing else is touched', () => {
  const page = 'Before.\n\n<!-- npm run simulate -- --scenario flat --vary min=1,2 -->\nold\n<!-- end -->\n\nAfter.\n';
  const made = documented(page);
  expect(made).toMatch(/^Before\.\n\n<!-- .* --vary min=1,2 -->\nflat: 1 agents, [\d,]+ calls\n\n\| {2}\| replica hours a day \|/);
  expect(made).toMatch(/\n\| min 2 \| 48\.0 \|.*\n<!-- end -->\n\nAfter\.\n$/);
  expect(documented(made)).toBe(made);
});

test.each([
  [['--vary', 'windows=1'], '--vary windows=1 says nothing. Write what and its values, such as window=60,300: target, window'],
  [['--scenario', 'weekend'], 'there is no scenario "weekend". Use one of day, bursts'],
  [['a.yaml', 'b.yaml'], 'one file at a time: a.yaml, b.yaml.'],
])('what makes no sense is said: %s', (args, sentence) => {
  expect(() => simulate(...args)).toThrow(sentence);
});
