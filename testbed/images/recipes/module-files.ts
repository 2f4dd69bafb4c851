import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stampOf } from '../../../tools/once';
import { moduleSource } from '../module-source';
import { Recipe } from '../recipe';

/** Files that come with a dependency of a pinned Go module, by their path in the image: `{ '/etc/app.json': 'config/app.json' }`. */
export function moduleFiles(module: string, dependency: string, files: Readonly<Record<string, string>>): Recipe {
  return {
    kind: 'go',
    stamp: () => stampOf([__filename, join(module, 'go.mod'), join(module, 'go.sum')], dependency, JSON.stringify(files)),
    fill: (root) => {
      const source = moduleSource(module, dependency);
      for (const [path, file] of Object.entries(files)) {
        mkdirSync(join(root, dirname(path)), { recursive: true });
        copyFileSync(join(source, file), join(root, path));
      }
    },
  };
}
