import { join } from 'node:path';
import { carriedCrds } from '../../crds/carried';
import { differing, readFiles } from '../../crds/files';
import { importsOf } from '../../crds/import';
import { prunedCrds } from '../../crds/render';

const ROOT = join(__dirname, '..', '..');
const crds = readFiles(join(ROOT, 'crds'), '.yaml');

// When one of these fails, run `npm run crds` and commit what it writes.

test('imports/ holds what cdk8s import makes of crds/, and the definitions that the library installs', () => {
  expect(differing({ ...importsOf(crds), ...carriedCrds() }, readFiles(join(ROOT, 'imports'), '.ts'))).toEqual([]);
}, 300_000);

test('crds/ holds what is left of the Go modules after pruning', () => {
  expect(differing(prunedCrds(), crds)).toEqual([]);
}, 300_000);
