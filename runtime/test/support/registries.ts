import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedPackages } from './packages.js';
import { freePort } from './running.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A registry that the tests run themselves. */
export interface Registry {
  readonly url: string;
  /** How many requests it got. */
  readonly requests: () => number;
  end(): Promise<void>;
}

/** An npm registry, Verdaccio, that has what is published to it, and passes on what the machine's own registry has. */
export async function startNpmRegistry(): Promise<Registry> {
  const folder = mkdtempSync(join(tmpdir(), 'verdaccio-'));
  const port = await freePort();
  const upstream = execFileSync('npm', ['config', 'get', 'registry'], { cwd: ROOT, encoding: 'utf8' }).trim();
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify({
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: -1 } },
    uplinks: { upstream: { url: upstream, timeout: '60s' } },
    packages: { '**': { access: '$all', publish: '$all', proxy: 'upstream' } },
    log: { type: 'stdout', format: 'json', level: 'http' },
  }));
  const verdaccio = join(installedPackages('registry'), 'node_modules/verdaccio/bin/verdaccio');
  const child = spawn(process.execPath, [verdaccio, '--config', join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`], {
    env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  let requests = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    requests += chunk.toString().split('"method":').length - 1;
  });
  const url = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + 60_000; !await fetch(`${url}/-/ping`).then(({ ok }) => ok, () => false);) {
    if (child.exitCode !== null || Date.now() > end) {
      throw new Error('Verdaccio does not answer');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    requests: () => requests,
    end: async () => {
      child.kill();
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Publishes a package of a few files to a registry, and returns its integrity. */
export function publish(
  { url }: Registry, name: string, version: string, files: Readonly<Record<string, string>>, more: object = {},
): string {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  Object.entries({ ...files, 'package.json': JSON.stringify({ name, version, ...more }) }).forEach(([path, text]) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  });
  writeFileSync(join(folder, '.npmrc'), `registry=${url}\n//${new URL(url).host}/:_authToken=of-nobody\n`);
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  npm('publish', '--silent');
  const integrity = npm('view', `${name}@${version}`, 'dist.integrity').trim();
  rmSync(folder, { recursive: true });
  return integrity;
}

/** An index of files, as any web server can be one for pip: those that requirements.txt in test/packages/pypi pins. */
export async function startPythonIndex(): Promise<Registry & { readonly wheels: string }> {
  // A process of its own, since the tools are CommonJS and these tests ES modules.
  const wheels = execFileSync(process.execPath, ['--import', 'tsx', 'tools/python-wheels.ts', 'runtime/test/packages/pypi'], {
    cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  let requests = 0;
  const server = createServer(({ url = '' }, response) => {
    requests++;
    const [, kind, name] = url.split('/');
    if (kind === 'simple') {
      const files = readdirSync(wheels).filter((file) => file.split('-')[0].toLowerCase().replace(/[._]/g, '-') === name);
      response.writeHead(files.length > 0 ? 200 : 404, { 'content-type': 'text/html' })
        .end(files.map((file) => `<a href="/files/${file}">${file}</a>`).join('\n'));
    } else {
      response.end(readFileSync(join(wheels, decodeURIComponent(name))));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`,
    wheels,
    requests: () => requests,
    end: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
