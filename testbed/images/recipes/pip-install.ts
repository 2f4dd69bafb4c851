import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The interpreter that packages are chosen for: that of `pythonRuntime`. */
const VERSION = '3.11';

/** Wheels for glibc of Debian 12 and older, the best first. pip takes none that is not named. */
const PLATFORMS = ['manylinux_2_36', 'manylinux_2_34', 'manylinux_2_31', 'manylinux_2_28', 'manylinux_2_17', 'manylinux2014']
  .map((platform) => `${platform}_${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}`);

/**
 * Installs into a folder the packages that the requirements.txt of another one pins with their hashes.
 *
 * Any Python of this machine installs for the image's, since only wheels are taken and nothing of a package is run.
 */
export function pipInstall(source: string, target: string): void {
  const requirements = join(source, 'requirements.txt');
  if (!existsSync(requirements)) {
    throw new Error(`${source} has no requirements.txt, which pins what goes into its image: "uv pip compile --generate-hashes" writes it`);
  }
  python('-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile', '--no-deps', '--require-hashes', '--only-binary=:all:',
    '--implementation=cp', `--python-version=${VERSION}`, ...PLATFORMS.map((platform) => `--platform=${platform}`),
    `--target=${target}`, `--requirement=${requirements}`);
  removeTraces(target);
}

/** Scripts name this machine's Python, and the list of a package's files has their hashes. */
function removeTraces(target: string): void {
  rmSync(join(target, 'bin'), { recursive: true, force: true });
  readdirSync(target).filter((name) => name.endsWith('.dist-info')).forEach((info) => rmSync(join(target, info, 'RECORD'), { force: true }));
}

function python(...args: string[]): void {
  const { status, stderr, error } = spawnSync('python3', args, { encoding: 'utf8' });
  if (error) {
    throw new Error(`Python is needed to install packages: install Python 3.9 or newer, with pip, and have it on PATH as python3 (${error.message})`);
  }
  if (status !== 0) {
    throw new Error(`python3 ${args.join(' ')} failed: ${stderr}`);
  }
}
