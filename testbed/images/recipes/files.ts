import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stampOf } from '../../../tools/once';
import { Recipe } from '../recipe';

/** Files of this repository by their path in the image: `{ '/etc/app.yaml': join(FOLDER, 'app.yaml') }`. */
export function files(sources: Readonly<Record<string, string>>): Recipe {
  return {
    kind: 'base',
    stamp: () => stampOf([__filename, ...Object.values(sources)], ...Object.keys(sources)),
    fill: (root) => Object.entries(sources).forEach(([path, source]) => {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      cpSync(source, join(root, path));
    }),
  };
}
