import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with the `node_modules` of a lock file in test/packages, installed once for all clones of this machine. */
export function installedPackages(name: string): string {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  // A process of its own, since the tools are CommonJS and these tests ES modules.
  return execFileSync(process.execPath, ['--import', 'tsx', 'tools/installed.ts', `runtime/test/packages/${name}`], {
    cwd: root, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Node 24, which the conformance suite needs and the image has; where there is no package of it for this machine, this Node must do. */
export function newerNode(): string {
  const packaged = join(installedPackages('conformance'), 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node');
  return existsSync(packaged) ? packaged : process.execPath;
}
