import { setTimeout as sleep } from 'node:timers/promises';
import { LoggingMessageNotificationSchema, ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { connectLegacy, LegacyClient, urlOf } from '../support/clients.js';
import { addIn, openSession } from '../support/pods.js';
import { startRedis, TestRedis } from '../support/redis.js';
import { startWorkload, Workload } from '../support/replicas.js';
import { eventually } from '../support/running.js';
import { SDKS } from '../support/servers.js';
import { expectText } from '../support/whole-session.js';

let workload: Workload;
let redis: TestRedis;

let clients: LegacyClient[] = [];

async function connect(count: number): Promise<LegacyClient[]> {
  clients = await Promise.all(Array.from({ length: count }, (_, index) => connectLegacy(workload.balancer.port, `client-${index}`)));
  return clients;
}

/** Ends what a test used; its sessions are not ended, as those of most clients are not. */
async function leave(): Promise<void> {
  await Promise.all(clients.map(({ client }) => client.close()));
  await workload.end();
}

async function add({ client }: LegacyClient): Promise<void> {
  expectText(await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } }), '3');
}

async function ask({ client }: LegacyClient): Promise<void> {
  expectText(await client.callTool({ name: 'ask', arguments: { prompt: 'well?' } }), 'well?');
}

/** Has clients call without a pause until told to stop; then resolves with what failed. */
function load(use: readonly ((client: LegacyClient) => Promise<unknown>)[]): () => Promise<string[]> {
  const failures: string[] = [];
  let going = true;
  const calling = clients.map(async (client) => {
    for (let call = 0; going; call++) {
      await use[call % use.length](client).catch((error: Error) => failures.push(`${error} ${error.cause}`));
    }
  });
  return async () => {
    going = false;
    await Promise.all(calling);
    return failures;
  };
}

const rest = ({ client }: LegacyClient) => client.callTool({ name: 'sleep', arguments: { ms: 50 } });

describe.each(SDKS)('with Redis, on the SDK %s', (sdk) => {
  beforeAll(async () => {
    redis = await startRedis();
  });

  beforeEach(async () => {
    workload = await startWorkload(3, sdk, { REDIS_URL: redis.url, MCP_DRAIN_QUIET_SECONDS: '1' });
  }, 30_000);

  afterEach(leave);

  afterAll(() => redis.end());

  test('a replica that is ended under load fails no call and loses no session', async () => {
    await connect(30);
    const stop = load([add, rest, ask]);
    await sleep(300);
    expect(await workload.replicas[0].end('SIGTERM')).toBe(0);
    await sleep(500);

    expect(await stop()).toEqual([]);
    await Promise.all(clients.map(add));
    expect(await workload.sum('mcp_server_sessions_active')).toBe(30);
    expect(await workload.sum('mcp_server_forwarded_requests_total', { outcome: 'revived' })).toBeGreaterThan(0);
    expect(await workload.sum('mcp_server_forwarded_requests_total', { outcome: 'lost' })).toBe(0);
  }, 60_000);

  test('a replica that is killed fails the calls that it was at, and loses no session', async () => {
    await connect(30);
    // The SDK's client waits for its time-out where a connection breaks in the middle of an answer.
    const calls = clients.map(({ client }) => client.callTool({ name: 'sleep', arguments: { ms: 3_000 } }, undefined, { timeout: 6_000 })
      .then(() => 'answered', () => 'failed'));
    await eventually(async () => await workload.sum('mcp_server_operations_in_flight') === 30, 'all calls go on');
    await workload.replicas[0].end('SIGKILL');

    const failed = (await Promise.all(calls)).filter((outcome) => outcome === 'failed').length;
    expect(failed).toBeGreaterThanOrEqual(10);
    expect(failed).toBeLessThan(30);
    await eventually(() => workload.balancer.ready() === 2, 'the balancer notices');
    await Promise.all(clients.map(add));
    await Promise.all(clients.map(add));
    expect(await workload.sum('mcp_server_sessions_active')).toBe(30);
  }, 60_000);

  test('a revived session has the client, the log level and the subscriptions that it had', async () => {
    const [session] = await connect(1);
    const { client, listening } = session;
    const logged: unknown[] = [];
    const updated: unknown[] = [];
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void logged.push(params.data));
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void updated.push(params.uri));
    await listening;
    await client.setLoggingLevel('error');
    await client.subscribeResource({ uri: 'file:///kept' });
    await client.subscribeResource({ uri: 'file:///left' });
    await client.unsubscribeResource({ uri: 'file:///left' });
    const owner = (await client.callTool({ name: 'where', arguments: {} }) as any).content[0].text;
    await workload.replicas.find(({ host }) => host === owner)!.end('SIGKILL');

    await eventually(() => workload.balancer.ready() === 2, 'the balancer notices');
    expectText(await client.callTool({ name: 'identity', arguments: {} }), JSON.stringify({ name: 'client-0', version: '1.0.0' }));
    expectText(await client.callTool({ name: 'touch', arguments: { uri: 'file:///kept' } }), 'true');
    expectText(await client.callTool({ name: 'touch', arguments: { uri: 'file:///left' } }), 'false');
    // The client opens its stream again by itself; what is said before is lost.
    await eventually(async () => {
      await client.callTool({ name: 'log', arguments: { level: 'info', data: 'too quiet' } });
      await client.callTool({ name: 'log', arguments: { level: 'error', data: 'loud' } });
      await client.callTool({ name: 'touch', arguments: { uri: 'file:///kept' } });
      return logged.length > 0 && updated.length > 0;
    }, 'messages of the server arrive again');
    expect(logged).not.toContain('too quiet');
    expect(updated).toContain('file:///kept');
  }, 60_000);
});

describe('without Redis', () => {
  beforeEach(async () => {
    workload = await startWorkload(3, 'v2', { MCP_DRAIN_QUIET_SECONDS: '1', MCP_DRAIN_LIMIT_SECONDS: '60' });
  }, 30_000);

  afterEach(leave);

  test('a replica that is ended fails no call and serves the sessions in use to their end; idle ones end in 404, counted', async () => {
    const url = urlOf(workload.balancer.port);
    const idle = await Promise.all(Array.from({ length: 9 }, () => openSession(url)));
    await sleep(11_000); // so long that nobody would miss them
    await connect(12);
    const stop = load([add, rest, ask]);
    let exit: number | string | undefined;
    const ended = workload.replicas[0].end('SIGTERM').then((code) => exit = code);
    await sleep(3_000);

    expect(exit).toBeUndefined(); // sessions are in use
    expect(await stop()).toEqual([]);
    await Promise.all(clients.map(({ end }) => end()));
    await ended;
    expect(exit).toBe(0);
    const statuses = (await Promise.all(idle.map((id) => addIn(url, id)))).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 404, 404, 404]);
    expect(await workload.sum('mcp_server_forwarded_requests_total', { outcome: 'lost' })).toBe(3);
  }, 90_000);

  test('a replica that is killed takes its sessions with it, counted, and no other one', async () => {
    const url = urlOf(workload.balancer.port);
    const ids = await Promise.all(Array.from({ length: 9 }, () => openSession(url)));
    await workload.replicas[0].end('SIGKILL');
    await eventually(() => workload.balancer.ready() === 2, 'the balancer notices');
    const statuses = (await Promise.all(ids.map((id) => addIn(url, id)))).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 404, 404, 404]);
    expect(await workload.sum('mcp_server_forwarded_requests_total', { outcome: 'lost' })).toBe(3);
  }, 60_000);
});
