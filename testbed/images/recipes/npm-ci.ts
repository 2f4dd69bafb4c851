import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

/** Installs into a folder the packages that the lock file of another one pins. No script of a package is run. */
export function npmCi(source: string, target: string): void {
  const lock = join(source, 'package-lock.json');
  if (!existsSync(lock)) {
    throw new Error(`${source} has no package-lock.json, which pins what goes into its image: run "npm install" there and commit the file`);
  }
  ['package.json', 'package-lock.json'].forEach((file) => copyFileSync(join(source, file), join(target, file)));
  const args = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stderr, error } = spawnSync('npm', args, { cwd: target, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`npm ${args.join(' ')} failed for ${source}: ${stderr || error?.message}`);
  }
}
