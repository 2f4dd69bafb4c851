import { Running } from '../../src/runtime.js';
import { connectLegacy, connectModern } from '../support/clients.js';
import { expectMixedCalls, mixedCalls } from '../support/mixed-calls.js';
import { eventually, serveFixture } from '../support/running.js';
import { callsInFlight, scrape } from '../support/scrape.js';
import { SDKS } from '../support/servers.js';

const COUNT = 'mcp_server_operation_duration_seconds_count';

describe.each(SDKS)('what is counted on the SDK %s', (sdk) => {
  let running: Running & { metricsPort: number };

  beforeEach(async () => {
    running = await serveFixture(sdk, { sessionIdleSeconds: 5, drainLimitSeconds: 1 });
  });

  afterEach(() => running.stop());

  // A replica may have no client for hours; an alert on silence must not take that for a server that is not seen.
  test('a server is known to be seen before its first client', async () => {
    expect((await scrape(running.metricsPort)).sum('mcp_server_instrumented')).toBe(1);
  });

  test('each call is counted once, by how it ended, and nothing stays in flight', async () => {
    await mixedCalls(running);
    const samples = await scrape(running.metricsPort);
    expectMixedCalls(samples);
    expect(samples.sum('mcp_server_sessions_total', { client_name: 'test-client' })).toBe(samples.sum('mcp_server_sessions_total'));
    // Whose client left without a word is open until it was idle for long enough.
    await eventually(async () => (await scrape(running.metricsPort)).sum('mcp_server_sessions_active') === 0, 'no session is open', 20_000);
    const ended = await scrape(running.metricsPort);
    expect(ended.sum('mcp_server_sessions_ended_total')).toBe(samples.sum('mcp_server_sessions_total'));
    expect(ended.sum('mcp_server_session_duration_seconds_count')).toBe(samples.sum('mcp_server_sessions_total'));
    expect(ended.sum('mcp_server_streams_active')).toBe(0);
  }, 60_000);

  test('a client that goes in the middle of a call leaves nothing in flight once its session ends', async () => {
    const { client, transport } = await connectLegacy(running.port);
    const lost = client.callTool({ name: 'sleep', arguments: { ms: 2_000 } }).catch(() => {});
    await callsInFlight(running.metricsPort, 1);
    await client.close();
    await lost;
    await callsInFlight(running.metricsPort, 0);

    await fetch(`http://127.0.0.1:${running.port}/mcp`, { method: 'DELETE', headers: { 'mcp-session-id': transport.sessionId!, 'mcp-protocol-version': '2025-11-25' } });
    expect((await scrape(running.metricsPort)).sum('mcp_server_sessions_active')).toBe(0);
  });

  test('messages are counted by kind and direction, a sampling request to the client among them', async () => {
    const { client, end } = await connectLegacy(running.port);
    const { content } = await client.callTool({ name: 'ask', arguments: { prompt: 'how are you?' } });
    await end();

    expect(content).toEqual([{ type: 'text', text: 'how are you?' }]);
    const samples = await scrape(running.metricsPort);
    expect(samples.sum('mcp_server_messages_total', { direction: 'out', kind: 'request' })).toBe(1);
    expect(samples.sum('mcp_server_messages_total', { direction: 'in', kind: 'response' })).toBe(1);
    expect(samples.sum('mcp_client_operation_duration_seconds_count', { mcp_method_name: 'sampling/createMessage' })).toBe(1);
  });
});

test('the modern era is counted by its version, and has no sessions', async () => {
  const running = await serveFixture('v2');
  const client = await connectModern(running.port);
  for (let call = 0; call < 4; call++) {
    await client.callTool({ name: 'add', arguments: { a: call, b: 1 } });
  }
  await client.callTool({ name: 'nowhere', arguments: {} }).catch(() => {});
  await client.close();

  const samples = await scrape(running.metricsPort);
  expect(samples.sum(COUNT, { gen_ai_tool_name: 'add', mcp_protocol_version: '2026-07-28' })).toBe(4);
  expect(samples.sum(COUNT, { gen_ai_tool_name: '_OTHER', rpc_response_status_code: '-32602' })).toBe(1);
  expect(samples.sum('mcp_server_sessions_total')).toBe(0);
  expect(samples.sum('mcp_server_operations_in_flight')).toBe(0);
  await running.stop();
});
