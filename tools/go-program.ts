import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cacheFolder } from './cache';
import { filledOnce, progress, stampOf } from './once';

/** A program that is built from source: its name, its Go package, and the folder of the module that pins its version. */
export interface GoProgram {
  readonly name: string;
  readonly package: string;
  readonly module: string;
  /** Flags of `go build` beside `-trimpath`, such as tags; a `-modfile` is relative to the module. */
  readonly flags?: readonly string[];
  /** Files beside go.mod and go.sum that the program depends on, relative to the module. */
  readonly sources?: readonly string[];
}

/** A list of a module's downloads may be longer than the 1 MiB that Node allows. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** The path of a program, built the first time and kept for every clone that pins the same. */
export function goProgram(program: GoProgram): string {
  const { name, package: source, module, flags = [] } = program;
  const folder = filledOnce(cacheFolder('bin'), `${name}-${goProgramStamp(program)}`, (work) => {
    progress(`building ${name}`);
    go(module, 'build', '-trimpath', ...flags, '-o', join(work, name), source);
  });
  return join(folder, name);
}

/** A short hash of all that a program depends on. */
export function goProgramStamp({ package: source, module, flags = [], sources = [] }: GoProgram): string {
  return stampOf(['go.mod', 'go.sum', ...sources].map((file) => join(module, file)), toolchain(module), source, ...flags);
}

const toolchains = new Map<string, string>();

/** The compiler that a module asks for, and what it compiles for. */
function toolchain(module: string): string {
  const known = toolchains.get(module) ?? go(module, 'env', 'GOVERSION', 'GOOS', 'GOARCH');
  toolchains.set(module, known);
  return known;
}

/**
 * Runs `go` in the folder of a module, without cgo, and returns what it printed.
 *
 * @throws with what to do when Go is missing, and with its own message when it fails
 */
export function go(module: string, ...args: string[]): string {
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
  const { status, stdout, stderr, error } = spawnSync('go', args, { cwd: module, env, encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES });
  if (error) {
    throw new Error(`Go is needed: install Go 1.26 or newer (https://go.dev/dl) and have it on PATH (${error.message})`);
  }
  if (status !== 0) {
    throw new Error(`go ${args.join(' ')} failed in ${module}: ${stderr}`);
  }
  return stdout;
}
