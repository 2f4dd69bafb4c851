import { closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { Manifest, writeManifest } from './manifest.js';
import { HOME, runTool } from './run-tool.js';
import { startOf } from './start-script.js';
import { findProgram } from '../cli/find-program.js';
import { SettingError } from '../settings/variable.js';

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
}

export interface NpmOptions {
  readonly into: string;
  readonly registry: string;
  /** `sha512-...`, as the registry has it for the package itself. */
  readonly integrity?: string;
  /** Which of its programs to run, where it has several. */
  readonly program?: string;
  /** npm's --os, --cpu and --libc, where the package is to run on another machine than this one. */
  readonly platform?: readonly string[];
}

/** Names as npm takes them, and versions as semver has them. */
const EXACT = /^((?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*)@(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)$/;

/** @throws SettingError for anything but a name and an exact version */
export function npmPackage(text: string): NpmPackage {
  const [, name, version] = EXACT.exec(text) ?? [];
  if (name === undefined) {
    throw new SettingError(`"${text}" names no exact version of a package; write it as in @modelcontextprotocol/server-filesystem@2026.7.10.`);
  }
  return { name, version };
}

/**
 * Installs a package of npm and what it depends on into a folder, and notes how it is started.
 *
 * No script of any package runs: what comes from a registry gets to act when the server starts, in its sandbox, and not
 * before. npm checks each file against the registry's own integrity; the package itself is checked against what the
 * user knows of it, too.
 */
export async function installNpm({ name, version }: NpmPackage, options: NpmOptions): Promise<Manifest> {
  const { into, registry, integrity, platform = [] } = options;
  writeFileSync(join(into, 'package.json'), JSON.stringify({ private: true, dependencies: { [name]: version } }));
  writeFileSync(join(into, HOME, '.npmrc'), npmrc(registry));
  await runTool('npm install', [
    ...npmCommand(), 'install', '--prefix', into, '--registry', registry, '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund',
    '--no-update-notifier', '--loglevel=warn', '--logs-max=0', ...platform,
  ], into);
  const lock = JSON.parse(readFileSync(join(into, 'package-lock.json'), 'utf8')).packages[`node_modules/${name}`];
  if (integrity !== undefined && lock?.integrity !== integrity) {
    throw new SettingError(`${name}@${version} of ${registry} has the integrity ${lock?.integrity}, and not ${integrity}, which was asked for. `
      + 'Somebody changed one of them; don\'t run it before you know who.');
  }
  const folder = join(into, 'node_modules', name);
  const script = startOf(name, programsOf(folder), options.program);
  const file = relative(into, join(folder, script));
  const manifest: Manifest = { ecosystem: 'npm', name, version, start: isNodeScript(join(into, file)) ? { node: file } : { program: file } };
  writeManifest(into, manifest);
  return manifest;
}

/** A token is named and not written: npm takes it from the environment. */
function npmrc(registry: string): string {
  const { host, pathname } = new URL(registry.endsWith('/') ? registry : `${registry}/`);
  return process.env.NPM_TOKEN ? `//${host}${pathname}:_authToken=\${NPM_TOKEN}\n` : '';
}

/** The runtime's image has npm as a package beside the runtime; elsewhere there is one on the PATH. */
function npmCommand(): string[] {
  const own = createRequire(import.meta.url).resolve.paths('npm')?.map((folder) => join(folder, 'npm/bin/npm-cli.js')).find(existsSync);
  return own === undefined ? [findProgram('npm')] : [process.execPath, own];
}

function programsOf(folder: string): Record<string, string> {
  const { name, bin = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return typeof bin === 'string' ? { [unscoped(name)]: bin } : bin;
}

function unscoped(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

/** Whether Node runs a program; its image may lack the `env` that scripts ask for in their first line. */
function isNodeScript(file: string): boolean {
  const start = Buffer.alloc(80);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start);
  } finally {
    closeSync(descriptor);
  }
  const [line] = start.toString('latin1').split('\n');
  return line.startsWith('#!') ? /\bnode\b/.test(line) : /\.[cm]?js$/.test(file);
}
