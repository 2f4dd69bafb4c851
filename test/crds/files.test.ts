import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differing, readFiles, writeFiles } from '../../crds/files';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'files-test-')); });
afterEach(() => rmSync(folder, { recursive: true }));

test('writes files and removes stale ones, but only of their extension', () => {
  writeFileSync(join(folder, 'stale.yaml'), 'x');
  writeFileSync(join(folder, 'code.ts'), 'x');
  writeFiles(folder, '.yaml', { 'new.yaml': 'y' });
  expect(readdirSync(folder).sort()).toEqual(['code.ts', 'new.yaml']);
  expect(readFiles(folder, '.yaml')).toEqual({ 'new.yaml': 'y' });
});

test('tells changed, missing and superfluous files', () => {
  expect(differing({ same: '1', changed: '1', missing: '1' }, { same: '1', changed: '2', superfluous: '1' }))
    .toEqual(['changed', 'missing', 'superfluous']);
});
