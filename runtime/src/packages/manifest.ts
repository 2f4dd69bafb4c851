import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SettingError } from '../settings/variable.js';

/** Where in a package's folder it stands what was installed. */
export const MANIFEST_FILE = 'mcp-agent-package.json';

/** What "mcp-agent install" put into a folder. Paths are relative to it, so that it may be moved. */
export interface Manifest {
  readonly ecosystem: 'npm' | 'pypi';
  readonly name: string;
  readonly version: string;
  /** How the server is started: a script by the runtime's own Node, a line of code by the image's Python, or a program. */
  readonly start: { readonly node: string } | { readonly python: string } | { readonly program: string };
  /** Folders that Python finds modules in. */
  readonly pythonPath?: readonly string[];
}

export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** The command of an installed server, and what its environment needs. */
export interface InstalledCommand {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** @throws SettingError where nothing is installed */
export function installedCommand(folder: string): InstalledCommand {
  const { start, pythonPath } = readManifest(folder);
  const path = pythonPath?.map((one) => join(folder, one)).join(delimiter);
  return { command: commandOf(start, folder), env: path === undefined ? {} : { PYTHONPATH: path } };
}

function commandOf(start: Manifest['start'], folder: string): string[] {
  if ('node' in start) {
    return [process.execPath, join(folder, start.node)];
  }
  return 'python' in start ? ['python3', '-c', start.python] : [join(folder, start.program)];
}

function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, MANIFEST_FILE), 'utf8'));
  } catch (error) {
    throw new SettingError(`No package is installed in ${folder}: ${(error as Error).message}. Run "mcp-agent install" with --into ${folder} first.`);
  }
}
