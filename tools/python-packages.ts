import { spawnSync } from 'node:child_process';
import { basename, join, resolve } from 'node:path';
import { cacheFolder } from './cache';
import { filledOnce, progress, stampOf } from './once';

/**
 * The folder with the Python packages that a requirements.txt pins with their hashes, installed once for all clones of
 * this machine; PYTHONPATH must point to it.
 *
 * `tsx tools/python-packages.ts FOLDER` prints it, for whoever can't import this.
 *
 * @param source a folder with requirements.txt
 */
export function pythonPackages(source: string): string {
  return pinned(source, 'python', 'Installing the packages', (folder) => ['install', `--target=${folder}`]);
}

/**
 * A folder that pip fills once with what a requirements.txt pins.
 *
 * @param cache the folder of the cache that it lies in
 * @param doing what is said of it: "Fetching the wheels"
 * @param pip pip's command, and where it writes to
 */
export function pinned(source: string, cache: string, doing: string, pip: (folder: string) => string[]): string {
  const requirements = join(source, 'requirements.txt');
  const version = python('-c', 'import sys; print(sys.version_info[:2])');
  const stamp = stampOf([requirements], process.platform, process.arch, version);
  return filledOnce(cacheFolder(cache), `${basename(resolve(source))}-${stamp}`, (folder) => {
    progress(`${doing} of ${requirements}`);
    python('-m', 'pip', ...pip(folder), '--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes', '--only-binary=:all:',
      `--requirement=${requirements}`);
  });
}

/** Runs Python, and returns what it prints. */
export function python(...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync('python3', args, { encoding: 'utf8' });
  if (error) {
    throw new Error(`Python is needed: install Python 3.11 or newer, with pip, and have it on PATH as python3 (${error.message})`);
  }
  if (status !== 0) {
    throw new Error(`python3 ${args.join(' ')} failed: ${stderr}`);
  }
  return stdout;
}

if (require.main === module) {
  process.stdout.write(pythonPackages(process.argv[2]));
}
