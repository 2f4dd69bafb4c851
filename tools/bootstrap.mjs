// Installs the packages that package-lock.json names, where that was not done yet. It runs before anything is
// installed, so it is plain JavaScript on Node alone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const MINIMUM_NODE = [20, 9];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor < MINIMUM_NODE[1])) {
  console.error(`Node ${process.versions.node} is too old: install Node ${MINIMUM_NODE.join('.')} or newer (https://nodejs.org) and run this again.`);
  process.exit(1);
}

const wanted = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).update(process.version).digest('hex');
const stamp = join(root, 'node_modules', '.bootstrap');
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
  process.exit(0);
}

console.log('==> npm ci: installing the packages of package-lock.json');
const { status } = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
if (status !== 0) {
  console.error('npm ci failed; its message above says why. Nothing else was done.');
  process.exit(status ?? 1);
}
writeFileSync(stamp, wanted);
