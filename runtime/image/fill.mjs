// Fills a folder with the root of the runtime's image: /mcp-agent and nothing else, which any base image may stand below.
//
//   node image/fill.mjs --into DIR [--libraries DIR] [--patchelf FILE]
//
// It needs npm and a registry; the packages, and Node's binary among them, are those that package-lock.json pins.
// The same sources and libraries make the same files.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const IMAGE = dirname(fileURLToPath(import.meta.url));
const RUNTIME = dirname(IMAGE);

/** Where the runtime lies: fixed, since the kernel takes the dynamic linker of a program by its absolute path. */
const HOME = '/mcp-agent';

/** What Node's binary is linked to, beside the linker itself. */
const LIBRARIES = ['libc.so.6', 'libdl.so.2', 'libgcc_s.so.1', 'libm.so.6', 'libpthread.so.0', 'libstdc++.so.6'];
const LINKER = { x64: 'ld-linux-x86-64.so.2', arm64: 'ld-linux-aarch64.so.1' }[process.arch];

/** What of the runtime's package is in the image, as in what npm publishes. */
const PACKAGE = ['package.json', 'lib', 'docs', 'README.md', 'LICENSE'];

/** What is only there to build other things. */
const NOT_NEEDED = /(?:^|\/)(?:\.package-lock\.json|.*\.d\.[cm]?ts|.*\.map)$/;

const { values: { into, libraries = '/', patchelf = 'patchelf' } } = parseArgs({
  options: { into: { type: 'string' }, libraries: { type: 'string' }, patchelf: { type: 'string' } },
});
if (!into || !LINKER) {
  throw new Error(`usage: node image/fill.mjs --into DIR [--libraries DIR] [--patchelf FILE], on x64 or arm64; this is ${process.arch}`);
}
const home = join(into, HOME);
mkdirSync(home, { recursive: true });
addRuntime();
addPackages();
addNode();

function addRuntime() {
  if (!existsSync(join(RUNTIME, 'lib/cli/main.js'))) {
    throw new Error(`${RUNTIME}/lib is not there: run "npm run build" in ${RUNTIME} first`);
  }
  for (const name of PACKAGE.filter((one) => existsSync(join(RUNTIME, one)))) {
    cpSync(join(RUNTIME, name), join(home, name), { recursive: true, filter: (source) => !NOT_NEEDED.test(source) });
  }
}

function addPackages() {
  const work = mkdtempSync(join(tmpdir(), 'mcp-agent-image-'));
  try {
    ['package.json', 'package-lock.json'].forEach((name) => copyFileSync(join(IMAGE, name), join(work, name)));
    npm(work, 'ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
    writeFileSync(join(home, 'sbom.cdx.json'), sbom(work));
    cpSync(join(work, 'node_modules'), join(home, 'node_modules'), {
      recursive: true, verbatimSymlinks: true, filter: (source) => !NOT_NEEDED.test(source),
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Node's binary is made for glibc. Here it gets a glibc of its own by its side, so that it starts in images that have
 * another libc, or none.
 */
function addNode() {
  const source = join(home, 'node_modules', `node-${process.arch}`);
  const node = join(home, 'bin/node');
  mkdirSync(dirname(node));
  renameSync(join(source, 'bin/node'), node);
  chmodSync(node, 0o755);
  ['x64', 'arm64'].forEach((arch) => rmSync(join(home, 'node_modules', `node-${arch}`), { recursive: true, force: true }));
  rmSync(join(home, 'node_modules/.bin/node'), { force: true });
  mkdirSync(join(home, 'lib64'));
  for (const name of [LINKER, ...LIBRARIES]) {
    copyFileSync(libraryFile(name), join(home, 'lib64', name));
    chmodSync(join(home, 'lib64', name), 0o755);
  }
  // RPATH and not RUNPATH: libstdc++ asks for libm in turn, and only the former is passed on.
  execFileSync(patchelf, ['--set-interpreter', `${HOME}/lib64/${LINKER}`, '--force-rpath', '--set-rpath', `${HOME}/lib64`, node]);
}

/** A library below one of the folders in which Debian has them. */
function libraryFile(name) {
  const folders = ['lib64', 'lib', 'usr/lib64', 'usr/lib', ...multiarch('lib'), ...multiarch('usr/lib')];
  const found = folders.map((folder) => join(libraries, folder, name)).find(existsSync);
  if (!found) {
    throw new Error(`${name} is in no library folder below ${libraries}`);
  }
  return realpathSync(found);
}

function multiarch(folder) {
  const path = join(libraries, folder);
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('-linux-gnu')).map((name) => join(folder, name)) : [];
}

/** The packages as CycloneDX has them, without what differs from one run to the next. */
function sbom(folder) {
  const document = JSON.parse(npm(folder, 'sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only'));
  delete document.serialNumber;
  delete document.metadata.timestamp;
  delete document.metadata.tools; // the version of npm
  const { name, version } = JSON.parse(readFileSync(join(RUNTIME, 'package.json'), 'utf8'));
  document.metadata.component = { 'type': 'application', 'bom-ref': `${name}@${version}`, name, version, 'purl': `pkg:npm/${name}@${version}` };
  document.components.push(...['glibc', 'libgcc', 'libstdc++'].map((library) => ({ type: 'library', name: library, scope: 'required' })));
  return `${JSON.stringify(document, undefined, 1)}\n`;
}

function npm(cwd, ...args) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 28 });
}
