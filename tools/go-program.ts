import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cacheFolder } from './cache';
import { filledOnce, progress, stampOf } from './once';

/** A program that is built from source: its name, its Go package, and the folder of the module that pins its version. */
export interface GoProgram {
  readonly name: string;
  readonly package: string;
  readonly module: string;
}

/** The path of a program, built the first time and kept for every clone that pins the same. */
export function goProgram({ name, package: source, module }: GoProgram): string {
  const stamp = stampOf(['go.mod', 'go.sum'].map((file) => join(module, file)), go(module, 'env', 'GOVERSION', 'GOOS', 'GOARCH'));
  const folder = filledOnce(cacheFolder('bin'), `${name}-${stamp}`, (work) => {
    progress(`building ${name}`);
    go(module, 'build', '-trimpath', '-o', join(work, name), source);
  });
  return join(folder, name);
}

function go(module: string, ...args: string[]): string {
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
  const { status, stdout, stderr, error } = spawnSync('go', args, { cwd: module, env, encoding: 'utf8' });
  if (error) {
    throw new Error(`Go is needed: install Go 1.26 or newer (https://go.dev/dl) and have it on PATH (${error.message})`);
  }
  if (status !== 0) {
    throw new Error(`go ${args.join(' ')} failed in ${module}: ${stderr}`);
  }
  return stdout;
}
