import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stampOf } from '../../../tools/once';
import { debianFiles, debianStamp } from '../debian/files';
import { Recipe } from '../recipe';

/** Debian packages, and what their installation scripts would have done. */
export interface DebianParts {
  /** Names; the libraries that they need come along. */
  readonly packages: readonly string[];
  /** Libraries that are not needed although a package says so. */
  readonly without?: readonly string[];
  /** Files and folders to leave out, relative to the root. */
  readonly omit?: readonly string[];
  /** Symbolic links, as `{ '/bin/sh': 'busybox' }`. */
  readonly links?: Readonly<Record<string, string>>;
}

/** The files of Debian packages and of the libraries that they need, at the versions that apt would install now. */
export function debianPackages({ packages, without, omit = [], links = {} }: DebianParts): Recipe {
  return {
    kind: 'debian',
    stamp: () => stampOf([__filename], debianStamp(packages, without), JSON.stringify([omit, links])),
    fill: (root) => {
      cpSync(debianFiles(packages, without), root, { recursive: true, verbatimSymlinks: true });
      // Fails where there is nothing to leave out: the package has changed then.
      omit.forEach((path) => rmSync(join(root, path), { recursive: true }));
      for (const [path, target] of Object.entries(links)) {
        mkdirSync(join(root, dirname(path)), { recursive: true });
        symlinkSync(target, join(root, path));
      }
    },
  };
}
