import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cacheFolder } from '../../../tools/cache';
import { filledOnce, stampOf } from '../../../tools/once';
import { contentsOf } from '../sources';

const REPOSITORY = resolve(__dirname, '..', '..', '..');
const RUNTIME = join(REPOSITORY, 'runtime');
const PACKAGE = JSON.parse(readFileSync(join(RUNTIME, 'package.json'), 'utf8'));

/** What of runtime/ is in its package and in its image, or decides what is. */
const SOURCES = ['src', 'image', 'docs'];
const FILES = ['package.json', 'tsconfig.json', 'tsconfig.build.json'];

/** The archive that `npm pack` makes of the runtime. */
export const RUNTIME_ARCHIVE = `${PACKAGE.name}-${PACKAGE.version}.tgz`;

/** Whether an app of this repository takes the runtime from an archive beside its package.json, as it does until npm has the package. */
export function dependsOnRuntime(folder: string): boolean {
  const file = join(folder, 'package.json');
  const { dependencies = {} } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return dependencies[PACKAGE.name] === `file:${RUNTIME_ARCHIVE}`;
}

/** A short hash of all that the runtime is made of. */
export function runtimeStamp(): string {
  const compiler = join(REPOSITORY, 'node_modules', 'typescript', 'package.json');
  const files = FILES.map((name) => join(RUNTIME, name));
  return stampOf([__filename, compiler, ...files], ...SOURCES.flatMap((folder) => contentsOf(join(RUNTIME, folder))));
}

/** The folder of the runtime after its build: what lies in lib/ of the checkout may be older than its source, or younger. */
export function compiledRuntime(): string {
  return filledOnce(cacheFolder('runtime'), runtimeStamp(), (folder) => {
    [...SOURCES, ...FILES].forEach((name) => cpSync(join(RUNTIME, name), join(folder, name), { recursive: true }));
    run(RUNTIME, process.execPath, join(REPOSITORY, 'node_modules', 'typescript', 'bin', 'tsc'), '--project', 'tsconfig.build.json',
      '--outDir', join(folder, 'lib'));
  });
}

/** Puts into a folder the archive that npm would serve. */
export function packRuntime(folder: string): void {
  run(compiledRuntime(), 'npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
}

function run(cwd: string, ...[command, ...args]: string[]): void {
  const { status, stderr, stdout, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${stderr || stdout || error?.message}`);
  }
}
