import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stampOf } from '../../../tools/once';
import { Recipe } from '../recipe';

/** Folders that every user may write to, where upstream's image has ones that belong to its own user: all files of ours are root's. */
export function writableFolders(...paths: string[]): Recipe {
  return {
    kind: 'base',
    stamp: () => stampOf([__filename], ...paths),
    fill: (root) => paths.forEach((path) => {
      mkdirSync(join(root, path), { recursive: true });
      // As /tmp is; in the mode of mkdir the umask would have its say.
      chmodSync(join(root, path), 0o1777);
    }),
  };
}
