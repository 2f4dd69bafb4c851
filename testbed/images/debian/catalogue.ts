import { spawnSync } from 'node:child_process';
import { progress } from '../../../tools/once';

/** A package as apt would install it now. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  /** Names of what it needs, of alternatives the first. */
  readonly dependencies: readonly string[];
}

/** The list of a Debian release is some 50 MB long. */
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

let known: ReadonlyMap<string, DebianPackage> | undefined;

/**
 * The packages asked for and the libraries that they need, by name.
 *
 * Of what they need only libraries are taken: an image of PostgreSQL wants libssl3, but neither adduser nor Perl.
 *
 * @throws when a package is not known, or apt is not there
 */
export function libraryClosure(names: readonly string[], without: readonly string[] = []): DebianPackage[] {
  const closure = new Map<string, DebianPackage>();
  const visit = (name: string) => {
    if (!closure.has(name)) {
      const found = packageOf(name);
      closure.set(name, found);
      found.dependencies.filter((dependency) => isLibrary(dependency) && !without.includes(dependency)).forEach(visit);
    }
  };
  names.forEach(visit);
  return [...closure.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** The version that apt would install now. */
export function debianVersion(name: string): string {
  return packageOf(name).version;
}

function packageOf(name: string): DebianPackage {
  const found = catalogue().get(name);
  if (!found) {
    throw new Error(`apt knows no package ${name}: images of Debian packages are made on Debian 12; run "apt-get update" and look at /etc/apt/sources.list.d`);
  }
  return found;
}

/** Virtual packages are not in the catalogue, and no library that we need is one. */
function isLibrary(name: string): boolean {
  return /^(lib|zlib1g$)/.test(name) && catalogue().has(name);
}

function catalogue(): ReadonlyMap<string, DebianPackage> {
  if (!known) {
    known = read();
    if (!known.has('libc6')) {
      progress('apt-get update: apt has no list of packages yet');
      apt('apt-get', 'update', '-qq');
      known = read();
    }
  }
  return known;
}

function read(): ReadonlyMap<string, DebianPackage> {
  const packages = apt('apt-cache', 'dumpavail').split('\n\n').map(parse);
  return new Map(packages.map((found) => [found.name, found]));
}

function parse(paragraph: string): DebianPackage {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? '';
  const needed = [field('Depends'), field('Pre-Depends')].flatMap((list) => list.split(', ')).map((one) => one.split(/[ :|]/)[0]);
  return { name: field('Package'), version: field('Version'), sha256: field('SHA256'), dependencies: needed.filter(Boolean) };
}

/**
 * Runs a program of apt and returns what it printed.
 *
 * @throws with what to do when it is missing, and with its own message when it fails
 */
export function apt(command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES });
  if (error) {
    throw new Error(`${command} is needed: images of Debian packages are made on Debian 12 (${error.message})`);
  }
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  }
  return stdout;
}
