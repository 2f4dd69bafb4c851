import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { npmCi } from './npm-ci';
import { cacheFolder } from '../../../tools/cache';
import { filledOnce, progress, stampOf } from '../../../tools/once';
import { debianFiles, debianStamp } from '../debian/files';
import { Recipe } from '../recipe';

/** The folder that pins Node.js' binaries by major version. */
const BINARIES = resolve(__dirname, '..', '..', 'parts', 'node');

/** What the binary is linked to. */
const LIBRARIES = ['libstdc++6', 'libatomic1'];

/** Node.js at /usr/local/bin/node, where `node:24-slim` has it, with the libraries that it is linked to; no npm and no shell. */
export function nodeRuntime(major: 20 | 24): Recipe {
  return {
    kind: 'node',
    stamp: () => stampOf([__filename, join(BINARIES, 'package-lock.json')], String(major), process.arch, debianStamp(LIBRARIES)),
    fill: (root) => {
      cpSync(debianFiles(LIBRARIES), root, { recursive: true, verbatimSymlinks: true });
      mkdirSync(join(root, 'usr', 'local', 'bin'), { recursive: true });
      copyFileSync(join(binaries(), 'node_modules', `node${major}-${process.arch}`, 'bin', 'node'), join(root, 'usr', 'local', 'bin', 'node'));
    },
  };
}

/** npm takes those of this machine's processor only. */
function binaries(): string {
  return filledOnce(cacheFolder('node'), stampOf([join(BINARIES, 'package-lock.json')], process.arch), (folder) => {
    progress('fetching Node.js from npm');
    npmCi(BINARIES, folder);
  });
}
