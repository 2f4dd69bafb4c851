// Fills a folder with what the registry of the image has: the packages that package.json names in its config, and all that they depend on.
//
//   node fill.mjs DIR
//
// They pass through Verdaccio from the registry that npm is set to, so that what it keeps is in a form that it serves again.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const PORT = 4874;
const PATIENCE_MS = 60_000;

const storage = process.argv[2];
const { config: { packages } } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const work = mkdtempSync(join(tmpdir(), 'npm-registry-'));
const registry = start();
try {
  await until(() => fetch(`http://127.0.0.1:${PORT}/-/ping`).then(({ ok }) => ok, () => false), 'Verdaccio does not answer');
  // A cache of its own, or nothing would be asked for that this machine has already.
  npm('install', '--registry', `http://127.0.0.1:${PORT}`, '--cache', join(work, 'cache'), '--ignore-scripts', '--no-audit', '--no-fund', ...packages.split(' '));
  const archives = Object.entries(JSON.parse(readFileSync(join(work, 'package-lock.json'), 'utf8')).packages).filter(([path]) => path).map(archiveOf);
  await until(() => archives.every(existsSync), 'Verdaccio did not keep all packages');
} finally {
  registry.kill();
  await once(registry, 'exit');
  rmSync(work, { recursive: true });
}

function start() {
  const file = join(work, 'config.yaml');
  writeFileSync(file, JSON.stringify({
    storage,
    auth: { htpasswd: { file: join(work, 'htpasswd') } },
    uplinks: { upstream: { url: npm('config', 'get', 'registry').trim(), timeout: '60s' } },
    packages: { '**': { access: '$all', proxy: 'upstream' } },
    log: { type: 'stdout', format: 'json', level: 'error' },
  }));
  const verdaccio = fileURLToPath(new URL('node_modules/verdaccio/bin/verdaccio', import.meta.url));
  return spawn(process.execPath, [verdaccio, '--config', file, '--listen', `127.0.0.1:${PORT}`], { stdio: ['ignore', 'inherit', 'inherit'] });
}

function archiveOf([path, { version }]) {
  const name = path.split('node_modules/').at(-1);
  return join(storage, name, `${basename(name)}-${version}.tgz`);
}

function npm(...args) {
  return execFileSync('npm', args, { cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

async function until(isSo, complaint) {
  for (const deadline = Date.now() + PATIENCE_MS; !await isSo();) {
    if (registry.exitCode !== null || Date.now() > deadline) throw new Error(complaint);
    await sleep(100);
  }
}
