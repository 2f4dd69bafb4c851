import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { ownerToken } from '../../src/sessions/session-id.js';
import { addIn, INITIALIZE, openSession, Pod, send, startPods, sumOf, USER_HEADER } from '../support/pods.js';
import { startRedis, TestRedis } from '../support/redis.js';
import { eventually } from '../support/running.js';
import { buildServer } from '../support/servers.js';

const FORWARDED = 'mcp_server_forwarded_requests_total';
const ALICE = { [USER_HEADER]: 'alice' };
const BOB = { [USER_HEADER]: 'bob' };

describe('two replicas', () => {
  let pods: Pod[];

  beforeEach(async () => {
    pods = await startPods(2);
  });

  afterEach(() => Promise.all(pods.map((pod) => pod.stop())));

  test.each([
    ['no owner', 'made-up'],
    ['the owner that is asked', `made-up.${ownerToken('127.0.0.2')}`],
    ['another owner that does not have it', `made-up.${ownerToken('127.0.0.3')}`],
    ['an owner that is no pod of the workload', `made-up.${ownerToken('127.0.0.9')}`],
    ['an address for an owner', 'made-up.127.0.0.9'],
    ['a host and port for an owner', 'made-up.example.com:80'],
    ['more than an id may have', 'x'.repeat(300)],
    ['nothing but a dot', '.'],
  ])('an id with %s is answered with 404, and counted', async (_, id) => {
    const { status, text: body } = await addIn(pods[0].url, id);
    expect(status).toBe(404);
    expect(JSON.parse(body)).toEqual({ jsonrpc: '2.0', error: { code: -32001, message: 'Session not found' }, id: null });
    expect((await pods[0].samples()).sum(FORWARDED, { outcome: 'lost' })).toBe(1);
    expect(await sumOf(pods, FORWARDED, { outcome: 'forwarded' })).toBe(0);
  });

  test('a session is for whoever opened it alone, on every replica', async () => {
    const id = await openSession(pods[0].url, ALICE);
    expect((await addIn(pods[0].url, id, ALICE)).status).toBe(200);
    expect((await addIn(pods[1].url, id, ALICE)).status).toBe(200);
    for (const pod of pods) {
      expect((await addIn(pod.url, id, BOB)).status).toBe(404);
      expect((await addIn(pod.url, id)).status).toBe(404);
    }
    expect(await sumOf(pods, 'mcp_server_errors_total', { error_type: 'wrong_principal' })).toBe(4);
  });

  test('who sent a request is believed of other pods alone', async () => {
    const id = await openSession(pods[0].url, ALICE);
    const forged = { 'mcp-agent-auth': Buffer.from(JSON.stringify({ clientId: 'alice' })).toString('base64url') };
    expect((await addIn(pods[0].url, id, { ...BOB, ...forged })).status).toBe(404);
    expect((await addIn(pods[1].url, id, { ...BOB, ...forged })).status).toBe(404);
    expect((await addIn(pods[0].peersUrl, id, forged)).status).toBe(200);
  });

  test('the port for peers answers for sessions of its own alone, and passes nothing on', async () => {
    const id = await openSession(pods[0].url);
    const refused = await send(pods[1].peersUrl, { id: 1, method: 'tools/list' }, { 'mcp-session-id': id });
    expect(refused.status).toBe(421);
    expect(refused.headers.get('mcp-agent-refused')).toBe('1');
    expect((await send(pods[0].peersUrl, { id: 1, method: 'initialize', params: {} })).status).toBe(421);
    expect((await addIn(pods[0].peersUrl, id, { 'mcp-agent-auth': '%%%' })).status).toBe(400);
    expect(await sumOf(pods, FORWARDED)).toBe(0);
  });

  test.each([
    ['the whole of a call', (body: string) => body],
    ['half of what it announced', (body: string) => body.slice(0, 30)],
  ])('a client that closes its half of the connection after %s is gone, and leaves nothing behind', async (_, part) => {
    const id = await openSession(pods[0].url);
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'sleep', arguments: { ms: 200 } } });
    for (const { url } of pods) {
      await half(url, [...headOf(id, body.length), '', part(body)].join('\r\n'));
    }
    expect((await addIn(pods[1].url, id)).status).toBe(200);
    await eventually(async () => await sumOf(pods, 'mcp_server_operations_in_flight') === 0, 'nothing in flight');
  });
});

test('no more sessions are opened than a replica may have, however many ask at once', async () => {
  const build = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return buildServer('v1');
  };
  const pods = await startPods(1, { settings: { maxSessions: 5 }, build });
  const initialize = { id: 0, method: 'initialize', params: INITIALIZE };
  const answers = await Promise.all(Array.from({ length: 20 }, () => send(pods[0].url, initialize)));
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused).toHaveLength(15);
  expect(refused[0].headers.get('retry-after')).toBe('1');
  expect(await sumOf(pods, 'mcp_server_sessions_active')).toBe(5);
  expect(await sumOf(pods, 'mcp_server_sessions_limit')).toBe(5);
  await Promise.all(pods.map((pod) => pod.stop()));
});

describe('three replicas with Redis', () => {
  let redis: TestRedis;
  let pods: Pod[];

  beforeAll(async () => {
    redis = await startRedis();
  });

  beforeEach(async () => {
    pods = await startPods(3, { settings: { redisUrl: redis.url } });
  });

  afterEach(() => Promise.all(pods.map((pod) => pod.stop())));

  afterAll(() => redis.end());

  test('a session is revived for whoever opened it alone', async () => {
    const id = await openSession(pods[0].url, ALICE);
    await pods[0].stop();
    pods = pods.slice(1);
    expect((await addIn(pods[0].url, id, BOB)).status).toBe(404);
    expect((await addIn(pods[0].url, id)).status).toBe(404);
    expect((await addIn(pods[0].url, id, ALICE)).status).toBe(200);
    expect(await sumOf(pods, 'mcp_server_errors_total', { error_type: 'wrong_principal' })).toBe(2);
    expect(await sumOf(pods, 'mcp_server_sessions_active')).toBe(1);
  });

  test('of replicas that revive a session at once one gets it, and the other one forwards', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => openSession(pods[0].url)));
    await pods[0].stop();
    pods = pods.slice(1);
    const calls = ids.flatMap((id) => [...pods, ...pods, ...pods].map(({ url }) => addIn(url, id)));

    expect((await Promise.all(calls)).filter(({ status }) => status !== 200)).toEqual([]);
    expect(await sumOf(pods, FORWARDED, { outcome: 'revived' })).toBe(20);
    expect(await sumOf(pods, 'mcp_server_sessions_active')).toBe(20);
    expect(await sumOf(pods, 'mcp_server_sessions_total')).toBe(0); // they were opened elsewhere, and are counted once
  }, 40_000);

  test('a session that its client has ended is not revived', async () => {
    const id = await openSession(pods[0].url);
    await fetch(pods[1].url, { method: 'DELETE', headers: { 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' } });
    expect((await addIn(pods[2].url, id)).status).toBe(404);
    expect(await sumOf(pods, FORWARDED, { outcome: 'revived' })).toBe(0);
  });
});

function headOf(id: string, length: number): string[] {
  return ['POST /mcp HTTP/1.1', 'host: localhost', 'content-type: application/json', 'accept: application/json, text/event-stream',
    'mcp-protocol-version: 2025-11-25', 'connection: close', `mcp-session-id: ${id}`, `content-length: ${length}`];
}

/** Sends bytes, then no more; resolves with what came back until the other end closed. */
async function half({ hostname, port }: URL, bytes: string): Promise<string> {
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  await once(socket, 'connect');
  socket.end(bytes);
  return text(socket);
}
