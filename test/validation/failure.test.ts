import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { McpErrorCode } from '../../src';

const ROOT = join(__dirname, '..', '..');
const CODES = Object.entries(McpErrorCode);

test('every code is MCP_ and its own name, so that it stays what it is', () => {
  expect(CODES.filter(([name, code]) => code !== `MCP_${name}`)).toEqual([]);
});

test('every code has its row in docs/errors.md, and no other code has one', () => {
  const rows = [...readFileSync(join(ROOT, 'docs', 'errors.md'), 'utf8').matchAll(/^\| `(MCP_[A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(rows.sort()).toEqual(CODES.map(([, code]) => code).sort());
});

test('every code is raised, and a test sees it', () => {
  const uses = (folder: string) => typeScriptIn(join(ROOT, folder)).filter((file) => !file.endsWith('failure.ts') && !file.endsWith('failure.test.ts')).map((file) => readFileSync(file, 'utf8')).join('\n');
  for (const folder of ['src', 'test']) {
    const text = uses(folder);
    expect(CODES.filter(([name, code]) => !text.includes(`McpErrorCode.${name}`) && !text.includes(code))).toEqual([]);
  }
});

function typeScriptIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
}
