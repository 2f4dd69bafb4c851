import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION } from '../../src/version.js';

/** How long it may take to make the image for the first time, in milliseconds. */
const PATIENCE = 300_000;

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const NODE = '/mcp-agent/bin/node';
const MCP_AGENT = [NODE, '/mcp-agent/lib/cli/main.js'];

/** Runs a program with a folder as the root of its file system, as any user of this machine may where the kernel lets them. */
function within(root: string, command: readonly string[]): string {
  const change = process.getuid?.() === 0 ? ['chroot'] : ['unshare', '--map-root-user', 'chroot'];
  const [program, ...args] = [...change, root, ...command];
  return execFileSync(program, args, { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: '/tmp' }, stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('the image, in a root without anything else', () => {
  let root: string;

  beforeAll(() => {
    // A process of its own, since the tools are CommonJS and these tests ES modules.
    const made = execFileSync(process.execPath, ['--import', 'tsx', 'testbed/images/runtime-root.ts'], {
      cwd: REPOSITORY, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'],
    });
    root = mkdtempSync(join(tmpdir(), 'image-'));
    cpSync(made, root, { recursive: true, verbatimSymlinks: true });
  }, PATIENCE);

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('has nothing but /mcp-agent', () => {
    expect(readdirSync(root)).toEqual(['mcp-agent']);
    expect(readdirSync(join(root, 'mcp-agent'))).toEqual(expect.arrayContaining(['bin', 'lib', 'lib64', 'node_modules', 'package.json', 'sbom.cdx.json']));
  });

  test('its Node and the runtime start where there is no shell and no C library', () => {
    expect(within(root, [NODE, '--version'])).toMatch(/^v24\./);
    expect(within(root, [...MCP_AGENT, '--version'])).toBe(`${VERSION}\n`);
    expect(within(root, [NODE, '-p', 'process.execPath'])).toBe(`${NODE}\n`);
    expect(within(root, [NODE, '/mcp-agent/node_modules/npm/bin/npm-cli.js', '--version'])).toMatch(/^\d+\./);
  });

  test('everything that a command of the runtime loads is there', () => {
    const modules = ['bridge/run-bridge.js', 'proxy/run-proxy.js', 'probe/run-probe.js', 'sessions/redis.js', 'packages/bake.js', 'index.js'].map((file) => `/mcp-agent/lib/${file}`);
    const code = `Promise.all(${JSON.stringify(modules)}.map((file) => import(file))).then((all) => console.log(all.length))`;
    expect(within(root, [NODE, '-e', code])).toBe(`${modules.length}\n`);
  });

  test('libraries of another C library in its place do not disturb it', () => {
    for (const file of ['lib/libc.so.6', 'lib64/ld-linux-x86-64.so.2', 'usr/lib/libstdc++.so.6', 'lib/x86_64-linux-gnu/libm.so.6']) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), 'of another libc');
    }
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'etc/hosts'), '127.0.0.9 peer.example\n');
    expect(within(root, [NODE, '-e', 'require("dns").lookup("peer.example", (error, address) => console.log(error ?? address))'])).toBe('127.0.0.9\n');
  });

  test('a copy of it, at the same path in another root, starts too', () => {
    mkdirSync(join(root, 'volume'));
    within(root, [...MCP_AGENT, 'copy', '/volume/mcp-agent']);
    expect(within(join(root, 'volume'), [...MCP_AGENT, '--version'])).toBe(`${VERSION}\n`);
  });

  test('tells what is in it', () => {
    const { bomFormat, components } = JSON.parse(readFileSync(join(root, 'mcp-agent/sbom.cdx.json'), 'utf8'));
    expect(bomFormat).toBe('CycloneDX');
    const names = components.map(({ group, name }: { group?: string; name: string }) => (group ? `${group}/${name}` : name));
    expect(names).toEqual(expect.arrayContaining(['prom-client', 'npm', 'glibc']));
    const missing = readdirSync(join(root, 'mcp-agent/node_modules')).filter((name) => !name.startsWith('@') && !name.startsWith('.') && !names.includes(name));
    expect(missing).toEqual([]);
    expect(existsSync(join(root, 'mcp-agent/node_modules/node-x64'))).toBe(false);
  });
});

test('what the image has beside the runtime is what the runtime asks for', () => {
  const json = (file: string) => JSON.parse(readFileSync(join(REPOSITORY, 'runtime', file), 'utf8'));
  const { dependencies, peerDependencies } = json('package.json');
  const image: Record<string, string> = json('image/package.json').dependencies;
  // The servers that are observed in their own processes bring their SDK.
  const wanted = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => name !== '@modelcontextprotocol/sdk');
  expect(Object.keys(image).filter((name) => name !== 'npm').sort()).toEqual(wanted.sort());
});
