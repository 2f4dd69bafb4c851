import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GOOD, goodBut } from './manifests';

// The first run on a machine builds the checkers and fetches the schemas.
jest.setTimeout(180_000);

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'checkers-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]) {
  const { status, stdout } = spawnSync(join(ROOT, 'node_modules/.bin/tsx'), ['tools/checkers/main.ts', ...args], { cwd: ROOT, encoding: 'utf8' });
  return { status, stdout };
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test('valid files are counted in one line', () => {
  expect(run('--score', GOOD)).toEqual({ status: 0, stdout: '7 objects valid on Kubernetes 1.34, 1.35, 1.36, 1.37\n' });
});

test('findings are printed once for all versions', () => {
  const bad = file('bad.yaml', goodBut('Deployment', ({ spec }) => { spec.replica = 2; }));
  expect(run(GOOD, bad)).toEqual({
    status: 1,
    stdout: "Deployment/search: /spec: additional properties 'replica' not allowed [1.34, 1.35, 1.36, 1.37]\n",
  });
});

test('files without objects, and files that are not there, do not pass', () => {
  expect(run(file('empty.yaml', '# nothing\n'))).toEqual({ status: 1, stdout: expect.stringMatching(/^no objects in .*empty.yaml\n$/) });
  expect(run(join(folder, 'missing.yaml'))).toEqual({ status: 1, stdout: expect.stringContaining('no such file') });
  expect(run().status).toBe(2);
});
