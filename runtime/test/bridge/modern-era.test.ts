import { bridgeTo, STDIO_SERVERS } from '../support/bridging.js';
import { connectLegacy, connectModern } from '../support/clients.js';
import { eventually } from '../support/running.js';
import { scrape } from '../support/scrape.js';

/** How long a test may take, in milliseconds: processes start, several at a time. */
const PATIENCE = 30_000;

type Bridged = Awaited<ReturnType<typeof bridgeTo>>;

const textOf = (result: object) => (result as { content: { text: string }[] }).content[0].text;

describe('a stdio server of the legacy era before clients of the modern one', () => {
  let running: Bridged;

  beforeAll(async () => {
    running = await bridgeTo(STDIO_SERVERS.tools);
  });

  afterAll(() => running.stop());

  test('one process answers all, each under its own id and with its own progress', async () => {
    const clients = await Promise.all(['one', 'other', 'third'].map((name) => connectModern(running.port, name)));
    const pids = new Set(await Promise.all(clients.map(async (client) => textOf(await client.callTool({ name: 'pid', arguments: {} })))));
    const sums = await Promise.all(clients.map((client, index) => client.callTool({ name: 'add', arguments: { a: index, b: 1 } })));
    const steps = await Promise.all(clients.map(async (client, index) => {
      const seen: number[] = [];
      await client.callTool({ name: 'progress', arguments: { steps: index + 2 } }, { onprogress: ({ progress }) => seen.push(progress) });
      return seen;
    }));
    await Promise.all(clients.map((client) => client.close()));

    expect(pids.size).toBe(1);
    expect(sums.map(textOf)).toEqual(['1', '2', '3']);
    expect(steps).toEqual([[1, 2], [1, 2, 3], [1, 2, 3, 4]]);
    const samples = await scrape(running.metricsPort);
    expect(samples.sum('mcp_bridge_children', { state: 'idle' })).toBe(1);
    expect(samples.sum('mcp_bridge_children', { state: 'busy' })).toBe(0);
    expect(samples.sum('mcp_server_operation_duration_seconds_count', { gen_ai_tool_name: 'add', mcp_protocol_version: '2026-07-28' })).toBe(3);
    expect(samples.sum('mcp_server_sessions_total')).toBe(0);
  }, PATIENCE);

  test('a client that listens hears of changed tools', async () => {
    const client = await connectModern(running.port);
    let changes = 0;
    const subscription = await client.listen({ toolsListChanged: true });
    client.setNotificationHandler('notifications/tools/list_changed', () => {
      changes++;
    });
    await client.callTool({ name: 'change', arguments: {} });
    await eventually(() => changes === 1, 'the client heard of it');
    await subscription.close();
    await client.close();
  }, PATIENCE);

  test('a request that is cancelled is cancelled at the process', async () => {
    const client = await connectModern(running.port);
    const controller = new AbortController();
    const cancelled = client.callTool({ name: 'sleep', arguments: { ms: 60_000 } }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(cancelled).rejects.toThrow();
    await eventually(async () => (await scrape(running.metricsPort)).sum('mcp_server_operations_in_flight') === 0, 'nothing in flight');
    await client.close();
  }, PATIENCE);

  test('a server that would ask its client is told that there is none', async () => {
    const client = await connectModern(running.port);
    const result = await client.callTool({ name: 'ask', arguments: { prompt: 'who is there?' } });
    expect(result.isError).toBe(true);
    await client.close();
  }, PATIENCE);

  test('a crash ends the calls with an error, and the next one finds a new process', async () => {
    const client = await connectModern(running.port);
    await expect(client.callTool({ name: 'crash', arguments: { code: 7 } })).rejects.toMatchObject({ code: -32000 });
    expect(textOf(await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } }))).toBe('3');
    await client.close();
  }, PATIENCE);
});

test('without sessions the legacy era is served by one process too', async () => {
  const running = await bridgeTo(STDIO_SERVERS.tools, { sessions: 'stateless' });
  const [one, other] = [await connectLegacy(running.port), await connectLegacy(running.port)];
  expect(one.transport.sessionId).toBeUndefined();
  const pid = textOf(await one.client.callTool({ name: 'pid', arguments: {} }));
  expect(textOf(await other.client.callTool({ name: 'pid', arguments: {} }))).toBe(pid);
  await Promise.all([one.client.close(), other.client.close()]);
  await running.stop();
}, PATIENCE);
