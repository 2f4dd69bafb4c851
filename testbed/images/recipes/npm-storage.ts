import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmCi } from './npm-ci';
import { progress, stampOf } from '../../../tools/once';
import { Recipe } from '../recipe';

const SCRIPT = 'fill.mjs';

/** What a registry of npm serves, at /storage: the packages that its package.json names, and all that npm takes with them now. */
export function npmStorage(folder: string): Recipe {
  return {
    kind: 'npm',
    stamp: () => stampOf([__filename, ...[SCRIPT, 'package.json', 'package-lock.json'].map((name) => join(folder, name))], process.arch),
    fill: (root) => {
      const work = mkdtempSync(join(tmpdir(), 'npm-storage-'));
      try {
        npmCi(folder, work);
        copyFileSync(join(folder, SCRIPT), join(work, SCRIPT));
        progress('filling a registry from npm');
        const { status, stderr, error } = spawnSync(process.execPath, [join(work, SCRIPT), join(root, 'storage')], { encoding: 'utf8' });
        if (status !== 0) {
          throw new Error(`${SCRIPT} of ${folder} failed: ${stderr || error?.message}`);
        }
      } finally {
        rmSync(work, { recursive: true, force: true });
      }
    },
  };
}
