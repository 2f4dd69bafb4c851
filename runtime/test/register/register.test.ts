import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { connectLegacy, connectModern } from '../support/clients.js';
import { newerNode } from '../support/packages.js';
import { Program, programFile, REGISTER, startProgram } from '../support/program.js';
import { eventually } from '../support/running.js';
import { callsInFlight, scrape } from '../support/scrape.js';

const COUNT = 'mcp_server_operation_duration_seconds_count';

const start = (file: string, env?: Record<string, string>) => startProgram(['--import', REGISTER, programFile(file)], env);

const readiness = async ({ managementPort }: Program) => {
  const response = await fetch(`http://127.0.0.1:${managementPort}/readyz`);
  return `${response.status} ${(await response.text()).trim()}`;
};

const CASES = ['v1-express.mjs', 'v1-express.cjs', 'v2-node.mjs', 'v2-node.cjs'].flatMap((file) => [
  { file, version: process.version, node: process.execPath },
  { file, version: 'Node 24', node: newerNode() },
]);

describe.each(CASES)('$file on $version, of which nobody changed a line', ({ file, node }) => {
  let program: Program;

  beforeAll(async () => {
    program = await startProgram(['--import', REGISTER, programFile(file)], {}, node);
  }, 30_000);

  afterAll(async () => {
    await program.end('SIGKILL');
  });

  test('its calls are counted, each once, and its probe is not', async () => {
    await eventually(async () => await readiness(program) === '200 ok', 'ready');
    const { client, end } = await connectLegacy(program.port);
    expect(await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } })).toEqual({ content: [{ type: 'text', text: '3' }] });
    await client.callTool({ name: 'fail', arguments: {} });
    await client.callTool({ name: 'nowhere', arguments: {} }).catch(() => {});
    await end().catch(() => {}); // a server without sessions has none to end

    const samples = await scrape(program.metricsPort);
    expect(samples.sum(COUNT, { gen_ai_tool_name: 'add' })).toBe(1);
    expect(samples.sum(COUNT, { gen_ai_tool_name: 'fail', error_type: 'tool_error' })).toBe(1);
    expect(samples.sum(COUNT, { gen_ai_tool_name: '_OTHER' })).toBe(1);
    expect(samples.sum(COUNT, { mcp_method_name: 'initialize' })).toBe(1);
    expect(samples.sum(COUNT, { mcp_method_name: 'tools/list' })).toBe(0);
    expect(samples.sum('mcp_server_operations_in_flight')).toBe(0);
    expect(samples.sum('mcp_server_sessions_active')).toBe(0);
    expect(samples.sum('mcp_server_instrumented')).toBe(1);
    expect(samples.of('mcp_server_info')[0].labels).toMatchObject({ name: 'bare', version: '1.0.0', mode: 'register' });
  });
});

describe('a program with sessions', () => {
  test('finishes a call in flight at SIGTERM, refuses new sessions meanwhile, and exits with 0', async () => {
    const program = await start('v1-express.mjs');
    const { client, end } = await connectLegacy(program.port);
    const call = client.callTool({ name: 'sleep', arguments: { ms: 3_000 } });
    await callsInFlight(program.metricsPort, 1);
    const ended = program.end('SIGTERM');

    await eventually(async () => await readiness(program) === '503 draining', 'it is not ready');
    await expect(connectLegacy(program.port)).rejects.toThrow(/shutting down/);
    expect(await call).toEqual({ content: [{ type: 'text', text: 'slept' }] });
    await end();
    expect(await ended).toBe(0);
  }, 30_000);

  test('answers what is not MCP as before', async () => {
    const program = await start('v1-express.mjs');
    expect(await (await fetch(`http://localhost:${program.port}/other`)).text()).toBe('not MCP');
    expect((await scrape(program.metricsPort)).sum('mcp_server_http_responses_total')).toBe(0);
    await program.end('SIGKILL');
  });
});

test('the modern era of a program is counted', async () => {
  const program = await start('v2-node.mjs');
  const client = await connectModern(program.port);
  await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } });
  await client.close();

  expect((await scrape(program.metricsPort)).sum(COUNT, { gen_ai_tool_name: 'add', mcp_protocol_version: '2026-07-28' })).toBe(1);
  await program.end('SIGKILL');
});

test('a bundled program says that its messages are not seen; its HTTP is, and its calls end before it does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-bundled-'));
  const outfile = join(folder, 'server.cjs');
  buildSync({ entryPoints: [programFile('v1-express.mjs')], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  const program = await startProgram(['--import', REGISTER, outfile]);
  await eventually(async () => await readiness(program) === '200 ok', 'ready');
  const { client } = await connectLegacy(program.port);
  const call = client.callTool({ name: 'sleep', arguments: { ms: 300 } });
  const samples = await scrape(program.metricsPort);
  const ended = program.end('SIGTERM');

  expect(samples.sum('mcp_server_instrumented')).toBe(0);
  expect(samples.sum(COUNT)).toBe(0);
  expect(samples.sum('mcp_server_http_responses_total')).toBeGreaterThan(0);
  expect(samples.sum('mcp_server_received_bytes_total')).toBeGreaterThan(0);
  expect(await call).toEqual({ content: [{ type: 'text', text: 'slept' }] });
  await client.close();
  expect(await ended).toBe(0);
  rmSync(folder, { recursive: true });
}, 30_000);

test('npm start leaves the ports to the server', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-started-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'started', scripts: { start: `exec node ${programFile('v1-express.mjs')}` } }));
  const npm = join(dirname(process.execPath), 'npm');
  const program = await startProgram([npm, '--prefix', folder, 'start'], { NODE_OPTIONS: `--import=${REGISTER}` });
  await eventually(async () => await readiness(program).catch(() => '') === '200 ok', 'ready');
  const { client, end } = await connectLegacy(program.port);
  await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } });
  await end();

  expect((await scrape(program.metricsPort)).sum(COUNT, { gen_ai_tool_name: 'add' })).toBe(1);
  await program.end('SIGTERM');
  rmSync(folder, { recursive: true });
}, 30_000);

test('a program that uses no official SDK says so by its metric', async () => {
  const program = await startProgram(['--import', REGISTER, '--input-type=module', '--eval',
    'import { createServer } from "node:http"; createServer((_, res) => res.end("hm")).listen(process.env.PORT, () => console.log("listening"))']);
  await (await fetch(`http://127.0.0.1:${program.port}/mcp`)).text();

  const samples = await scrape(program.metricsPort);
  expect(samples.sum('mcp_server_instrumented')).toBe(0);
  expect(samples.sum('mcp_server_http_responses_total', { code: '200' })).toBe(1);
  expect(await readiness(program)).toMatch(/^503 the server answered 200, and no MCP/);
  await program.end('SIGKILL');
});

test('a setting that makes no sense ends the process with a sentence', async () => {
  await expect(start('v1-express.mjs', { MCP_METRICS_PORT: 'many' })).rejects.toThrow(
    /ended with 2: mcp-agent-runtime: MCP_METRICS_PORT is "many", and must be a whole number from 0 to 65535/);
});
