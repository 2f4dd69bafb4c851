import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Manifest, writeManifest } from './manifest.js';
import { runTool } from './run-tool.js';
import { startOf } from './start-script.js';
import { findProgram } from '../cli/find-program.js';
import { SettingError } from '../settings/variable.js';

export interface PypiPackage {
  readonly name: string;
  /** Such as `[cli]`, or nothing. */
  readonly extras: string;
  readonly version: string;
}

export interface PypiOptions {
  readonly into: string;
  readonly index: string;
  /** `sha256:...`, of the wheel that is installed. */
  readonly hash?: string;
  /** Which of its console scripts to run, where it has several. */
  readonly program?: string;
  /** pip's --platform, --python-version and --implementation, where the package is to run elsewhere. */
  readonly platform?: readonly string[];
}

/** Names with extras as PEP 508 has them, and versions as PEP 440 has them. */
const NAME = String.raw`([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(\[[A-Za-z0-9._,-]+\])?`;
const VERSION = String.raw`((?:\d+!)?\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?(?:\+[a-z0-9.]+)?)`;
const EXACT = new RegExp(`^${NAME}==${VERSION}$`);

/** Where the modules lie in the package's folder. */
const MODULES = 'python';

/** @throws SettingError for anything but a name and an exact version */
export function pypiPackage(text: string): PypiPackage {
  const [, name, extras = '', version] = EXACT.exec(text) ?? [];
  if (name === undefined) {
    throw new SettingError(`"${text}" names no exact version of a package; write it as in mcp-server-time==2026.8.18.`);
  }
  return { name, extras, version };
}

/**
 * Installs a package of PyPI and what it depends on into a folder, and notes how it is started.
 *
 * Wheels alone are taken: to build a package means to run its code, before it is in the sandbox of its server. The
 * folder is one for PYTHONPATH and no virtual environment, which would hold paths of the place where it was made.
 */
export async function installPypi({ name, extras, version }: PypiPackage, options: PypiOptions): Promise<Manifest> {
  const { into, index, hash, platform = [] } = options;
  const downloads = mkdtempSync(join(into, '.download-'));
  const pip = [
    findProgram('python3'), '-m', 'pip', '--disable-pip-version-check', '--no-cache-dir', '--no-input',
  ];
  const from = ['--index-url', index, ...trusting(index), '--only-binary', ':all:', ...platform];
  try {
    await runTool('pip download', [...pip, 'download', '--quiet', '--no-deps', '--dest', downloads, ...from, `${name}==${version}`], into);
    const [wheel] = readdirSync(downloads);
    checkHash(join(downloads, wheel), hash, index);
    await runTool('pip install', [
      ...pip, 'install', '--quiet', '--no-compile', '--no-warn-conflicts', '--root-user-action=ignore', '--target', join(into, MODULES), ...from,
      `${join(downloads, wheel)}${extras}`,
    ], into);
    forgetThisMachine(join(into, MODULES));
  } finally {
    rmSync(downloads, { recursive: true, force: true });
  }
  const script = startOf(name, consoleScripts(join(into, MODULES), name), options.program);
  const manifest: Manifest = { ecosystem: 'pypi', name, version, start: { python: launcher(name, script) }, pythonPath: [MODULES] };
  writeManifest(into, manifest);
  return manifest;
}

/** Removes what names paths of this machine: scripts that start its Python, and where the wheel was. */
function forgetThisMachine(modules: string): void {
  rmSync(join(modules, 'bin'), { recursive: true, force: true });
  for (const info of readdirSync(modules).filter((folder) => folder.endsWith('.dist-info'))) {
    const record = join(modules, info, 'RECORD');
    rmSync(join(modules, info, 'direct_url.json'), { force: true });
    const lines = readFileSync(record, 'utf8').split('\n').filter((line) => !/^(?:\.\.\/)+bin\/|\/direct_url\.json,/.test(line));
    writeFileSync(record, lines.join('\n'));
  }
}

/** pip asks for this where an index speaks plain http, as one within a cluster does. */
function trusting(index: string): string[] {
  const { protocol, host } = new URL(index);
  return protocol === 'http:' ? ['--trusted-host', host] : [];
}

function checkHash(file: string, hash: string | undefined, index: string): void {
  const found = `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
  if (hash !== undefined && found !== hash) {
    throw new SettingError(`The wheel of ${index} has the hash ${found}, and not ${hash}, which was asked for. `
      + 'Give the hash of the wheel for this platform; if it is, somebody changed the file, so don\'t run it before you know who.');
  }
}

/** What `entry_points.txt` of a package names below `[console_scripts]`, as "module:function". */
function consoleScripts(modules: string, name: string): Record<string, string> {
  const wanted = normalized(name);
  const info = readdirSync(modules).find((folder) => folder.endsWith('.dist-info') && normalized(folder.split('-')[0]) === wanted);
  let text = '';
  try {
    text = readFileSync(join(modules, info ?? '', 'entry_points.txt'), 'utf8');
  } catch {
    return {};
  }
  const [, section = ''] = /^\[console_scripts\]\s*$([^[]*)/m.exec(text) ?? [];
  return Object.fromEntries([...section.matchAll(/^\s*([^\s=]+)\s*=\s*([\w.]+:[\w.]+)/gm)].map(([, script, entry]) => [script, entry]));
}

/** What a console script of pip does; that file itself names the Python of the machine that installed it. */
function launcher(name: string, entry: string): string {
  const [module, attribute] = entry.split(':');
  return `import sys; from importlib import import_module; from operator import attrgetter; sys.argv[0] = ${JSON.stringify(name)}; `
    + `sys.exit(attrgetter(${JSON.stringify(attribute)})(import_module(${JSON.stringify(module)}))())`;
}

function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '_');
}
