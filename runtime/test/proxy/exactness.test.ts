import { connectLegacy, connectModern, urlOf } from '../support/clients.js';
import { Program, programFile, startProgram } from '../support/program.js';
import { Proxy, proxyTo } from '../support/proxied.js';
import { eventually } from '../support/running.js';
import { callsInFlight, scrape } from '../support/scrape.js';

const COUNT = 'mcp_server_operation_duration_seconds_count';

describe.each([
  { upstream: 'the SDK v1', program: 'v1-express.mjs', hasSessions: true },
  { upstream: 'the SDK v2', program: 'v2-node.mjs', hasSessions: false },
])('what is counted before a server on $upstream', ({ program, hasSessions }) => {
  let server: Program;
  let proxy: Proxy;

  beforeAll(async () => {
    server = await startProgram([programFile(program)]);
  });
  afterAll(() => server.end('SIGKILL'));
  beforeEach(async () => {
    proxy = await proxyTo(server.port);
  });
  afterEach(() => proxy.stop());

  const nothingInFlight = () => eventually(
    async () => (await scrape(proxy.metricsPort)).sum('mcp_server_operations_in_flight') === 0, 'nothing in flight');

  test('each call is counted once, by how it ended, and nothing stays in flight', async () => {
    const { client, transport, end } = await connectLegacy(proxy.port);
    for (let call = 0; call < 7; call++) {
      await client.callTool({ name: 'add', arguments: { a: call, b: 1 } });
    }
    for (let call = 0; call < 5; call++) {
      await client.callTool({ name: 'fail', arguments: {} });
    }
    for (let call = 0; call < 3; call++) {
      await client.callTool({ name: `unknown-${call}`, arguments: {} }).catch(() => {});
    }
    await client.request({ method: 'no/such/method' } as never, { parse: (x: unknown) => x } as never).catch(() => {});
    if (hasSessions) {
      const controller = new AbortController();
      const cancelled = client.callTool({ name: 'sleep', arguments: { ms: 10_000 } }, undefined, { signal: controller.signal }).catch(() => {});
      await callsInFlight(proxy.metricsPort, 1);
      controller.abort();
      await cancelled;
      await nothingInFlight();
    }
    expect(transport.sessionId === undefined).toBe(!hasSessions);
    await end();

    const samples = await scrape(proxy.metricsPort);
    expect(samples.sum(COUNT, { gen_ai_tool_name: 'add', mcp_protocol_version: '2025-11-25' })).toBe(7);
    expect(samples.sum(COUNT, { gen_ai_tool_name: 'fail', error_type: 'tool_error' })).toBe(5);
    expect(samples.sum(COUNT, { gen_ai_tool_name: '_OTHER' })).toBe(3);
    expect(samples.sum(COUNT, { gen_ai_tool_name: 'sleep', error_type: 'cancelled' })).toBe(hasSessions ? 1 : 0);
    expect(samples.sum(COUNT, { mcp_method_name: '_OTHER', rpc_response_status_code: '-32601' })).toBe(1);
    expect(samples.sum(COUNT, { mcp_method_name: 'initialize' })).toBe(1);
    expect(samples.sum('mcp_server_sessions_active')).toBe(0);
    expect(samples.sum('mcp_server_sessions_total', { client_name: 'test-client' })).toBe(hasSessions ? 1 : 0);
    expect(samples.sum('mcp_server_sessions_ended_total', { reason: 'client' })).toBe(hasSessions ? 1 : 0);
    expect(samples.sum('mcp_server_instrumented')).toBe(1);
    expect(samples.of('mcp_server_info')[0].labels).toMatchObject({ name: 'bare', version: '1.0.0', mode: 'proxy' });
    await eventually(async () => (await scrape(proxy.metricsPort)).sum('mcp_server_streams_active') === 0, 'no stream is open');
  }, 30_000);

  test('a client that goes in the middle of a call leaves nothing in flight', async () => {
    const { client } = await connectLegacy(proxy.port);
    const lost = client.callTool({ name: 'sleep', arguments: { ms: 10_000 } }).catch(() => {});
    await callsInFlight(proxy.metricsPort, 1);
    await client.close();
    await lost;
    await nothingInFlight();

    expect((await scrape(proxy.metricsPort)).sum(COUNT, { gen_ai_tool_name: 'sleep', error_type: 'disconnected' })).toBe(1);
  });
});

test('the modern era is counted by its version, has no sessions, and cancels by closing', async () => {
  const server = await startProgram([programFile('v2-node.mjs')]);
  const proxy = await proxyTo(server.port);
  const client = await connectModern(proxy.port);
  for (let call = 0; call < 4; call++) {
    await client.callTool({ name: 'add', arguments: { a: call, b: 1 } });
  }
  await client.callTool({ name: 'nowhere', arguments: {} }).catch(() => {});
  const controller = new AbortController();
  const cancelled = client.callTool({ name: 'sleep', arguments: { ms: 10_000 } }, { signal: controller.signal }).catch(() => {});
  await callsInFlight(proxy.metricsPort, 1);
  controller.abort();
  await cancelled;
  await eventually(async () => (await scrape(proxy.metricsPort)).sum('mcp_server_operations_in_flight') === 0, 'nothing in flight');
  await client.close();

  const samples = await scrape(proxy.metricsPort);
  expect(samples.sum(COUNT, { gen_ai_tool_name: 'add', mcp_protocol_version: '2026-07-28' })).toBe(4);
  expect(samples.sum(COUNT, { gen_ai_tool_name: '_OTHER', rpc_response_status_code: '-32602' })).toBe(1);
  expect(samples.sum(COUNT, { gen_ai_tool_name: 'sleep', error_type: 'cancelled' })).toBe(1);
  expect(samples.sum('mcp_server_sessions_total')).toBe(0);
  await proxy.stop();
  await server.end('SIGKILL');
}, 30_000);

test('what is asked with an unknown session is refused by the server, and settled', async () => {
  const server = await startProgram([programFile('v1-express.mjs')]);
  const proxy = await proxyTo(server.port);
  const answer = await fetch(urlOf(proxy.port), {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    headers: { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', 'mcp-session-id': 'made-up' },
  });
  expect(answer.status).toBe(400);
  const samples = await scrape(proxy.metricsPort);
  expect(samples.sum(COUNT, { mcp_method_name: 'tools/list', error_type: '-32000' })).toBe(1);
  expect(samples.sum('mcp_server_operations_in_flight')).toBe(0);
  await proxy.stop();
  await server.end('SIGKILL');
}, 30_000);
