import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { cacheFolder } from './cache';
import { filledOnce, progress, stampOf } from './once';

/**
 * The folder with the `node_modules` that a lock file names, installed once for all clones of this machine: for packages
 * that a test needs and the repository does not, such as another Node.
 *
 * `tsx tools/installed.ts FOLDER` prints it, for whoever can't import this.
 *
 * @param source a folder with package.json and package-lock.json
 */
export function installed(source: string): string {
  const files = ['package.json', 'package-lock.json'];
  const stamp = stampOf(files.map((file) => join(source, file)), process.platform, process.arch);
  return filledOnce(cacheFolder('packages'), `${basename(resolve(source))}-${stamp}`, (folder) => {
    progress(`Installing the packages of ${source}`);
    files.forEach((file) => cpSync(join(source, file), join(folder, file)));
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: 'pipe' });
  });
}

if (require.main === module) {
  process.stdout.write(installed(process.argv[2]));
}
