import { setTimeout as sleep } from 'node:timers/promises';
import { LoggingMessageNotificationSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { bridgeTo, STDIO_SERVERS } from '../support/bridging.js';
import { connectLegacy, post, urlOf } from '../support/clients.js';
import { eventually } from '../support/running.js';
import { scrape } from '../support/scrape.js';

/** How long a test may take, in milliseconds: processes start, several at a time. */
const PATIENCE = 30_000;

type Bridged = Awaited<ReturnType<typeof bridgeTo>>;

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0', id: 'i', method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
});

const textOf = (result: object) => (result as { content: { text: string }[] }).content[0].text;

describe('sessions of a stdio server', () => {
  let running: Bridged;

  beforeAll(async () => {
    running = await bridgeTo(STDIO_SERVERS.tools);
  });

  afterAll(() => running.stop());

  test('each session has a process of its own, which ends with it', async () => {
    const [one, other] = [await connectLegacy(running.port), await connectLegacy(running.port)];
    const pid = textOf(await one.client.callTool({ name: 'pid', arguments: {} }));
    const otherPid = textOf(await other.client.callTool({ name: 'pid', arguments: {} }));
    expect(pid).not.toBe(otherPid);
    expect((await scrape(running.metricsPort)).sum('mcp_bridge_children', { state: 'busy' })).toBe(2);

    await one.end();
    await eventually(() => !lives(Number(pid)), 'the process is gone');
    expect(textOf(await other.client.callTool({ name: 'add', arguments: { a: 2, b: 3 } }))).toBe('5');
    await other.end();
    await eventually(async () => (await scrape(running.metricsPort)).sum('mcp_bridge_children', { state: 'busy' }) === 0, 'no process is busy');
    expect((await scrape(running.metricsPort)).sum('mcp_bridge_children_ended_total', { reason: 'session' })).toBe(2);
  }, PATIENCE);

  test('what the process started ends with the session too', async () => {
    const { client, end } = await connectLegacy(running.port);
    const pid = Number(textOf(await client.callTool({ name: 'spawn', arguments: {} })));
    expect(lives(pid)).toBe(true);
    await end();
    await eventually(() => !lives(pid), 'the process of the process is gone');
  }, PATIENCE);

  test('progress, sampling and cancellation pass', async () => {
    const { client, end } = await connectLegacy(running.port);
    const steps: number[] = [];
    await client.callTool({ name: 'progress', arguments: { steps: 5 } }, undefined, { onprogress: ({ progress }) => steps.push(progress) });
    expect(steps).toEqual([1, 2, 3, 4, 5]);
    expect(textOf(await client.callTool({ name: 'ask', arguments: { prompt: 'how are you?' } }))).toBe('how are you?');
    const controller = new AbortController();
    const cancelled = client.callTool({ name: 'sleep', arguments: { ms: 60_000 } }, undefined, { signal: controller.signal });
    setTimeout(() => controller.abort('enough'), 100);
    await expect(cancelled).rejects.toThrow('enough');
    await eventually(async () => (await scrape(running.metricsPort)).sum('mcp_server_operations_in_flight') === 0, 'nothing in flight');
    await end();
  }, PATIENCE);

  test('what belongs to no request goes to the stream that the client listens on', async () => {
    const { client, end } = await connectLegacy(running.port);
    let changes = 0;
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
      changes++;
    });
    await eventually(async () => (await scrape(running.metricsPort)).sum('mcp_server_streams_active') === 1, 'the client listens');
    await client.callTool({ name: 'change', arguments: {} });
    await eventually(() => changes === 1, 'the client heard of it');
    await end();
  }, PATIENCE);

  test('a crash ends calls at once with an error, the session with 404, and no other session', async () => {
    const [one, other] = [await connectLegacy(running.port), await connectLegacy(running.port)];
    const waits = one.client.callTool({ name: 'sleep', arguments: { ms: 60_000 } });
    const [call, crash] = await Promise.allSettled([waits, one.client.callTool({ name: 'crash', arguments: { code: 7 } })]);
    expect([call, crash]).toEqual([1, 2].map(() => ({ status: 'rejected', reason: expect.objectContaining({ code: -32000 }) })));
    expect(String((call as PromiseRejectedResult).reason)).toContain('exited with code 7');

    const later = await post(running.port, '{"jsonrpc":"2.0","id":1,"method":"ping"}', { 'mcp-session-id': one.transport.sessionId! });
    expect(later.status).toBe(404);
    expect(textOf(await other.client.callTool({ name: 'add', arguments: { a: 2, b: 3 } }))).toBe('5');
    await other.end();
    const { end } = await connectLegacy(running.port);
    await end();
    const samples = await scrape(running.metricsPort);
    expect(samples.sum('mcp_bridge_children_ended_total', { reason: 'crash' })).toBe(1);
    expect(samples.sum('mcp_server_sessions_ended_total', { reason: 'crash' })).toBe(1);
    expect(samples.sum('mcp_server_operations_in_flight')).toBe(0);
  }, PATIENCE);

  test('lines on stdout that are no messages are counted and harm nothing', async () => {
    const { client, end } = await connectLegacy(running.port);
    expect(textOf(await client.callTool({ name: 'garbage', arguments: { lines: 20 } }))).toBe('written');
    expect((await scrape(running.metricsPort)).sum('mcp_server_errors_total', { error_type: 'stdio_garbage' })).toBe(20);
    await end();
  }, PATIENCE);

  test('messages pass as they are, fields that no SDK knows among them', async () => {
    const opened = await post(running.port, INITIALIZE);
    const sessionId = opened.headers.get('mcp-session-id')!;
    await opened.text();
    const answer = await post(running.port, JSON.stringify({
      jsonrpc: '2.0', id: 'an-id-of-its-own', method: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 1 }, _meta: { 'example.org/x': [1] } },
    }), { 'mcp-session-id': sessionId });
    expect(await answer.text()).toContain('"id":"an-id-of-its-own"');
    await fetch(urlOf(running.port), { method: 'DELETE', headers: { 'mcp-session-id': sessionId } });
  }, PATIENCE);

  test('a process waits for a client that does not read', async () => {
    const opened = await post(running.port, INITIALIZE);
    const sessionId = opened.headers.get('mcp-session-id')!;
    await opened.text();
    const before = process.memoryUsage().rss;
    const slow = await post(running.port, JSON.stringify({
      jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'flood', arguments: { megabytes: 64 } },
    }), { 'mcp-session-id': sessionId });
    await sleep(1_500);
    expect(process.memoryUsage().rss - before).toBeLessThan(48 * 1024 * 1024);
    let bytes = 0;
    for await (const chunk of slow.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
    }
    expect(bytes).toBeGreaterThan(64 * 1024 * 1024);
    await fetch(urlOf(running.port), { method: 'DELETE', headers: { 'mcp-session-id': sessionId } });
  }, PATIENCE);
});

test('logs of the server reach the client whose request is the newest', async () => {
  const running = await bridgeTo(STDIO_SERVERS.everything);
  const { client, end } = await connectLegacy(running.port);
  const levels: string[] = [];
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
    levels.push(params.level);
  });
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain('echo');
  expect(textOf(await client.callTool({ name: 'echo', arguments: { message: 'hello' } }))).toBe('Echo: hello');
  expect((await client.listResources()).resources.length).toBeGreaterThan(0);
  await client.setLoggingLevel('debug');
  await client.callTool({ name: 'toggle-simulated-logging', arguments: {} });
  await eventually(() => levels.length > 0, 'something was logged');
  await end();
  await running.stop();
}, PATIENCE);

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
