import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npmCi } from './npm-ci';
import { dependsOnRuntime, packRuntime, RUNTIME_ARCHIVE, runtimeStamp } from './runtime-package';
import { stampOf } from '../../../tools/once';
import { Recipe } from '../recipe';
import { contentsOf, sourcesOf } from '../sources';

/** A Node.js app at /app: the files of its folder, and the packages that its package-lock.json pins. */
export function nodeApp(folder: string): Recipe {
  return {
    kind: 'node',
    stamp: () => stampOf([__filename, require.resolve('./npm-ci')], process.arch, dependsOnRuntime(folder) ? runtimeStamp() : '', ...contentsOf(folder)),
    fill: (root) => {
      const app = join(root, 'app');
      mkdirSync(app);
      if (dependsOnRuntime(folder)) {
        packRuntime(app);
      }
      npmCi(folder, app);
      rmSync(join(app, RUNTIME_ARCHIVE), { force: true });
      sourcesOf(folder).forEach((file) => cpSync(join(folder, file), join(app, file)));
    },
  };
}
