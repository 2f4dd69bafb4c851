import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Manifest, MANIFEST_FILE } from './manifest.js';
import { installNpm, NpmOptions, npmPackage } from './npm-package.js';
import { installPypi, PypiOptions, pypiPackage } from './pypi-package.js';
import { HOME } from './run-tool.js';
import { SettingError } from '../settings/variable.js';

/** What is installed, and from where. */
export type Installation =
  | { readonly ecosystem: 'npm'; readonly package: string } & NpmOptions
  | { readonly ecosystem: 'pypi'; readonly package: string } & PypiOptions;

/** Tells a folder that an installation did not finish from one that somebody keeps other things in. */
const UNFINISHED = '.mcp-agent-unfinished';

/** What no server needs. */
const LEFTOVERS = [HOME, UNFINISHED];

/** Installs a package into a folder that is empty, or that holds an earlier one, which goes away. */
export async function install(installation: Installation): Promise<Manifest> {
  const { into } = installation;
  prepare(into);
  const manifest = installation.ecosystem === 'npm'
    ? await installNpm(npmPackage(installation.package), installation)
    : await installPypi(pypiPackage(installation.package), installation);
  LEFTOVERS.forEach((name) => rmSync(join(into, name), { recursive: true, force: true }));
  return manifest;
}

/** The folder may be where a volume is mounted: it is emptied, and not replaced. */
function prepare(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    const names = readdirSync(folder).filter((name) => name !== 'lost+found');
    if (names.length > 0 && !names.includes(MANIFEST_FILE) && !names.includes(UNFINISHED)) {
      throw new Error(`it holds other things, such as ${names[0]}`);
    }
    names.forEach((name) => rmSync(join(folder, name), { recursive: true, force: true }));
    writeFileSync(join(folder, UNFINISHED), '');
    mkdirSync(join(folder, HOME));
  } catch (error) {
    throw new SettingError(`Nothing can be installed into ${folder}: ${(error as Error).message}. `
      + `Give a folder that is empty, or can be made, and that the user ${process.getuid?.()} may write.`);
  }
}
