import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compilePython } from './compile-python';
import { pipInstall } from './pip-install';
import { pythonFiles, pythonStamp } from './python-runtime';
import { stampOf } from '../../../tools/once';
import { Recipe } from '../recipe';
import { contentsOf, sourcesOf } from '../sources';

/** Where `PYTHONPATH` must point to in an image with `pythonApp`. */
export const PYTHON_PACKAGES = '/app/packages';

/** A Python app at /app: the files of its folder, and in /app/packages those that its requirements.txt pins with their hashes. */
export function pythonApp(folder: string): Recipe {
  return {
    kind: 'python',
    stamp: () => stampOf([__filename, require.resolve('./pip-install')], process.arch, pythonStamp(), ...contentsOf(folder)),
    fill: (root) => {
      const app = join(root, 'app');
      mkdirSync(app);
      sourcesOf(folder).forEach((file) => cpSync(join(folder, file), join(app, file)));
      pipInstall(folder, join(root, PYTHON_PACKAGES));
      compilePython(pythonFiles(), root, app);
    },
  };
}
