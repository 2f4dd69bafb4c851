import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectLegacy, connectModern, post, urlOf } from '../support/clients.js';
import { openSession } from '../support/pods.js';
import { Program, programFile, startProgram } from '../support/program.js';
import { eventually, freePort } from '../support/running.js';
import { callsInFlight } from '../support/scrape.js';
import { SDKS } from '../support/servers.js';
import { expectText } from '../support/whole-session.js';

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'late', version: '1.0.0' } },
});

async function readiness({ managementPort }: Program): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${managementPort}/readyz`);
  return `${response.status} ${(await response.text()).trim()}`;
}

describe.each(SDKS)('a server on the SDK %s that is told to end', (sdk) => {
  test('is not ready, refuses new sessions, finishes its calls, and exits with 0', async () => {
    const program = await startProgram([programFile('replica.mjs')], { SDK: sdk, MCP_DRAIN_LIMIT_SECONDS: '30' });
    const { client, end } = await connectLegacy(program.port);
    const call = client.callTool({ name: 'sleep', arguments: { ms: 3_000 } });
    await callsInFlight(program.metricsPort, 1);
    const ended = program.end('SIGTERM');
    await eventually(async () => await readiness(program) === '503 draining', 'it is not ready');

    const refused = await post(program.port, INITIALIZE);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('connection')).toBe('close');
    expectText(await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } }), '3');
    expectText(await call, 'slept');
    await end();
    expect(await ended).toBe(0);
  }, 40_000);

  test('ends at the limit whatever goes on', async () => {
    const program = await startProgram([programFile('replica.mjs')], { SDK: sdk, MCP_DRAIN_LIMIT_SECONDS: '1' });
    const { client } = await connectLegacy(program.port);
    const call = client.callTool({ name: 'sleep', arguments: { ms: 60_000 } }, undefined, { timeout: 5_000 }).catch(() => 'failed');
    await callsInFlight(program.metricsPort, 1);
    expect(await program.end('SIGTERM')).toBe(0);
    await client.close();
    expect(await call).toBe('failed');
  }, 40_000);
});

test('a process that has drained, and waits for its end, takes no connection that it could not serve', async () => {
  const program = await startProgram([programFile('replica.mjs')]);
  expect((await post(program.port, INITIALIZE)).status).toBe(200);
  const drained = await fetch(`http://127.0.0.1:${program.managementPort}/drain`);
  expect(await drained.text()).toContain('drained');

  await expect(post(program.port, INITIALIZE)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  expect(await readiness(program)).toBe('503 draining');
  expect(await program.end()).toBe(0);
}, 40_000);

test('a stream that a client listens to is the last of its connection, which ends with the process', async () => {
  const program = await startProgram([programFile('replica.mjs')]);
  const url = urlOf(program.port);
  const id = await openSession(url);
  const stream = await fetch(url, { headers: { 'accept': 'text/event-stream', 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' } });
  expect(stream.status).toBe(200);
  expect(stream.headers.get('connection')).toBe('close');
  expect(await program.end()).toBe(0);
  await stream.text();
}, 40_000);

test('subscriptions of the modern era end with their result', async () => {
  const program = await startProgram([programFile('replica.mjs')], { SDK: 'v2', MCP_DRAIN_LIMIT_SECONDS: '5' });
  const client = await connectModern(program.port);
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test-client', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const listening = await post(program.port, JSON.stringify({
    jsonrpc: '2.0', id: 'listen', method: 'subscriptions/listen', params: { notifications: { toolsListChanged: true }, _meta: meta },
  }), { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' });
  expect(listening.status).toBe(200);
  const text = listening.text();
  await sleep(200);
  expect(await program.end('SIGTERM')).toBe(0);
  const last = (await text).trim().split('\n').filter((line) => line.startsWith('data:')).at(-1)!;
  expect(JSON.parse(last.slice(5))).toMatchObject({ id: 'listen', result: {} });
  await client.close();
}, 40_000);

test('a server that is process 1, as in a container, drains and ends all the same', async () => {
  const [port, metricsPort, managementPort] = [await freePort(), await freePort(), await freePort()];
  // Whoever may not make namespaces as they are may do so as their own root.
  const child = spawn('unshare', ['--map-root-user', '--pid', '--fork', process.execPath, programFile('replica.mjs')], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      MCP_PORT: String(port),
      MCP_METRICS_PORT: String(metricsPort),
      MCP_MANAGEMENT_PORT: String(managementPort),
      MCP_DRAIN_QUIET_SECONDS: '0',
      MCP_DRAIN_LIMIT_SECONDS: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  await openSession(urlOf(port));
  // unshare itself passes no signal on; its child is the server.
  const { stdout } = spawn('pgrep', ['--parent', String(child.pid)]);
  const [pid] = await once(stdout, 'data');
  process.kill(Number(pid), 'SIGTERM');
  expect(await exited).toEqual([0, null]);
}, 40_000);
