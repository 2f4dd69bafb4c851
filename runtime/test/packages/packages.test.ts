import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mcpAgent } from '../support/cli.js';
import { connectLegacy } from '../support/clients.js';
import { CLI, startProgram } from '../support/program.js';
import { publish, Registry, startNpmRegistry, startPythonIndex } from '../support/registries.js';

/** How long a test may take, in milliseconds: packages with a hundred others come from a registry. */
const PATIENCE = 180_000;

/** A server of npm and one of PyPI. */
const MEMORY = '@modelcontextprotocol/server-memory@2026.8.31';
const TIME = 'mcp-server-time==2026.8.18';

let work: string;

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'packages-'));
});

afterEach(() => rmSync(work, { recursive: true, force: true }));

/** The names of the tools of an installed package, as a client of the bridge sees them. */
async function toolsOf(folder: string): Promise<string[]> {
  const program = await startProgram([CLI, 'bridge', '--package', folder]);
  const { client, end } = await connectLegacy(program.port);
  const { tools } = await client.listTools();
  await end();
  await program.end();
  return tools.map(({ name }) => name);
}

describe('a package of npm', () => {
  let registry: Registry;

  beforeAll(async () => {
    registry = await startNpmRegistry();
  }, PATIENCE);

  afterAll(() => registry.end());

  const install = (name: string, ...more: string[]) => mcpAgent(['install', 'npm', name, '--registry', registry.url, '--into', work, ...more]);

  test('is installed from the registry that is named, and served', async () => {
    const before = registry.requests();
    expect(await install(MEMORY)).toMatchObject({ code: 0, stdout: expect.stringContaining('installed @modelcontextprotocol/server-memory 2026.8.31') });
    expect(registry.requests()).toBeGreaterThan(before);
    expect(readdirSync(work).sort()).toEqual(['mcp-agent-package.json', 'node_modules', 'package-lock.json', 'package.json']);
    expect(await toolsOf(work)).toContain('create_entities');
  }, PATIENCE);

  test('is refused where its integrity is another one, and taken where it is that one', async () => {
    const integrity = publish(registry, 'some-server', '1.0.0', { 'server.js': '#!/usr/bin/env node\n' }, { bin: 'server.js' });
    const other = `sha512-${'A'.repeat(86)}==`;
    const refused = await install('some-server@1.0.0', '--integrity', other);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(`has the integrity ${integrity}, and not ${other}`) });
    expect(existsSync(join(work, 'mcp-agent-package.json'))).toBe(false);
    expect(await install('some-server@1.0.0', '--integrity', integrity)).toMatchObject({ code: 0 });
  }, PATIENCE);

  test('runs nothing while it is installed', async () => {
    publish(registry, 'eager-server', '1.0.0', { 'server.js': '', 'setup.js': `require('fs').writeFileSync(${JSON.stringify(join(work, 'ran'))}, '')` },
      { bin: { one: 'server.js', two: 'server.js' }, scripts: { postinstall: 'node setup.js' } });
    expect(await install('eager-server@1.0.0')).toMatchObject({ code: 1, stderr: expect.stringContaining('has one, two. Say which one is the server by --program') });
    expect(await install('eager-server@1.0.0', '--program', 'two')).toMatchObject({ code: 0 });
    expect(existsSync(join(work, 'ran'))).toBe(false);
  }, PATIENCE);

  test('that the registry does not have is an error with npm\'s own words', async () => {
    const { code, stderr } = await install('@modelcontextprotocol/server-memory@0.0.99');
    expect(code).toBe(1);
    expect(stderr).toMatch(/ETARGET|notarget/);
    expect(stderr).toContain('npm install failed');
  }, PATIENCE);
});

describe('a package of PyPI', () => {
  let index: Awaited<ReturnType<typeof startPythonIndex>>;

  beforeAll(async () => {
    index = await startPythonIndex();
  }, PATIENCE);

  afterAll(() => index.end());

  const install = (name: string, ...more: string[]) => mcpAgent(['install', 'pypi', name, '--index', index.url, '--into', work, ...more]);

  test('is installed from the index that is named, by its hash, and served', async () => {
    const [wheel] = readdirSync(index.wheels).filter((file) => file.startsWith('mcp_server_time-'));
    const hash = `sha256:${createHash('sha256').update(readFileSync(join(index.wheels, wheel))).digest('hex')}`;
    expect(await install(TIME, '--hash', hash)).toMatchObject({ code: 0, stdout: expect.stringContaining('installed mcp-server-time 2026.8.18') });
    expect(index.requests()).toBeGreaterThan(0);
    expect(readdirSync(work).sort()).toEqual(['mcp-agent-package.json', 'python']);
    expect(await toolsOf(work)).toEqual(['get_current_time', 'convert_time']);
  }, PATIENCE);

  test('is refused where its hash is another one', async () => {
    const other = `sha256:${'0'.repeat(64)}`;
    expect(await install(TIME, '--hash', other)).toMatchObject({ code: 1, stderr: expect.stringContaining(`and not ${other}`) });
    expect(existsSync(join(work, 'mcp-agent-package.json'))).toBe(false);
  }, PATIENCE);
});
