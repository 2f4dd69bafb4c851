import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dependsOnRuntime, packRuntime, RUNTIME_ARCHIVE } from './recipes/runtime-package';
import { IMAGES } from './table';

/** `npm run images:lock`: writes anew the lock files of apps that depend on the runtime: they also pin what it depends on. */
function main(): void {
  const folders = IMAGES.flatMap(({ folder }) => folder ?? []);
  folders.filter(dependsOnRuntime).forEach(lock);
}

function lock(folder: string): void {
  packRuntime(folder);
  edit(folder, (runtime, packages) => delete packages[runtime]); // npm reads no archive anew whose version it has locked
  const { status } = spawnSync('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  rmSync(join(folder, RUNTIME_ARCHIVE));
  if (status !== 0) {
    throw new Error(`${folder}/package-lock.json was not written; npm's message above says why`);
  }
  // The archive is another one with each change of the runtime: its hash is no concern of the app.
  edit(folder, (runtime, packages) => delete packages[runtime].integrity);
}

function edit(folder: string, change: (runtime: string, packages: any) => void): void {
  const file = join(folder, 'package-lock.json');
  const content = JSON.parse(readFileSync(file, 'utf8'));
  change('node_modules/mcp-agent-runtime', content.packages);
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

main();
