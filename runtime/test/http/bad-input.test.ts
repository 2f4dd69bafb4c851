import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Running } from '../../src/runtime.js';
import { connectLegacy, post, urlOf } from '../support/clients.js';
import { eventually, serveFixture } from '../support/running.js';
import { scrape } from '../support/scrape.js';
import { SDKS } from '../support/servers.js';

const INITIALIZE = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } } };
const MOST = 64 * 1024;

/** Sends bytes as they are, and resolves with all that comes back. */
async function sent(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes);
  return text(socket);
}

const head = (length: number | string) => `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n${length}\r\n\r\n`;

describe.each(SDKS)('what is no good, on the SDK %s', (sdk) => {
  let running: Running & { metricsPort: number };

  beforeAll(async () => {
    running = await serveFixture(sdk, { maxBodyBytes: MOST, drainLimitSeconds: 0 });
  });

  // Whatever was sent, a good client is served as before, and nothing is left of the bad ones.
  afterEach(async () => {
    const { client, end } = await connectLegacy(running.port);
    expect(await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } })).toMatchObject({ content: [{ text: '3' }] });
    await end();
    await eventually(async () => (await scrape(running.metricsPort)).sum('mcp_server_operations_in_flight') === 0, 'nothing in flight');
  });

  afterAll(() => running.stop());

  test.each([
    ['no JSON', '{"jsonrpc": "2.0", "id": 1,'],
    ['nothing', ''],
    ['a number', '42'],
    ['null', 'null'],
    ['no message', '{"id":1}'],
    ['deep', '['.repeat(20_000)],
  ])('a body that is %s is answered with a JSON-RPC error', async (_, body) => {
    const response = await post(running.port, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: expect.any(Number), message: expect.any(String) } });
  });

  test('a body that is too large is refused, whether it says so or not', async () => {
    const large = JSON.stringify({ ...INITIALIZE, padding: 'x'.repeat(MOST) });
    const declared = await post(running.port, large);
    expect(declared.status).toBe(413);
    expect(await declared.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: { message: expect.stringContaining('65536 bytes') } });
    const chunk = `${large.length.toString(16)}\r\n${large}\r\n`;
    expect(await sent(running.port, `${head('Transfer-Encoding: chunked')}${chunk}${chunk}0\r\n\r\n`)).toMatch(/^HTTP\/1.1 413 /);
    const { client, transport, end } = await connectLegacy(running.port);
    const inSession = await post(running.port, large, { 'mcp-session-id': transport.sessionId!, 'mcp-protocol-version': '2025-11-25' });
    expect(inSession.status).toBe(413);
    await client.ping();
    await end();
  });

  test.each([
    ['a content type that is not JSON', { 'content-type': 'text/plain' }, 415],
    ['no way to answer it', { accept: 'text/html' }, 406],
    ['a session that nobody has', { 'mcp-session-id': 'nobody', 'mcp-protocol-version': '2025-11-25' }, 404],
  ])('a request with %s is refused by its status', async (_, headers, status) => {
    const response = await post(running.port, JSON.stringify(INITIALIZE), headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { code: expect.any(Number) } });
    expect((await scrape(running.metricsPort)).sum('mcp_server_http_responses_total', { code: String(status) })).toBeGreaterThan(0);
  });

  test('methods and paths that are not MCP\'s are refused', async () => {
    expect((await fetch(urlOf(running.port), { method: 'PUT', body: '{}' })).status).toBe(405);
    const elsewhere = await fetch(`http://127.0.0.1:${running.port}/elsewhere`);
    expect(elsewhere.status).toBe(404);
    expect(await elsewhere.text()).toBe('Not found. MCP is at /mcp.\n');
  });

  test('what is no HTTP is answered, and counted', async () => {
    expect(await sent(running.port, 'HELLO\r\n\r\n')).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(await sent(running.port, `GET /mcp HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    expect((await scrape(running.metricsPort)).sum('mcp_server_http_responses_total', { code: '431' })).toBe(1);
  });

  test('a client that goes in the middle of its request, or closes its half early, hurts nobody', async () => {
    const body = JSON.stringify(INITIALIZE);
    const gone = connect(running.port, '127.0.0.1');
    gone.write(head(`Content-Length: ${body.length}`) + body.slice(0, 20));
    await sleep(200);
    gone.destroy();
    await eventually(async () => (await scrape(running.metricsPort)).sum('mcp_server_http_responses_total', { code: '499' }) > 0, 'counted as gone');

    const half = connect({ port: running.port, host: '127.0.0.1', allowHalfOpen: true });
    half.end(head(`Connection: close\r\nContent-Length: ${body.length}`) + body);
    expect(await text(half)).toMatch(/^HTTP\/1.1 200 OK/);
  });

  test('a client that reads nothing holds up nobody else', async () => {
    const { client, transport, end } = await connectLegacy(running.port);
    const body = JSON.stringify({ jsonrpc: '2.0', id: 'slow', method: 'tools/call', params: { name: 'echo', arguments: { text: 'x'.repeat(MOST / 2) } } });
    const session = `Mcp-Session-Id: ${transport.sessionId}\r\nMcp-Protocol-Version: 2025-11-25`;
    const slow = Array.from({ length: 20 }, () => {
      const socket = connect(running.port, '127.0.0.1').pause();
      socket.on('error', () => {});
      socket.write(head(`${session}\r\nContent-Length: ${body.length}`) + body);
      return socket;
    });
    expect(await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } })).toMatchObject({ content: [{ text: '3' }] });
    slow.forEach((socket) => socket.destroy());
    await end();
  });
});

test('headers of the modern era that disagree with the body are refused as its specification says', async () => {
  const running = await serveFixture('v2');
  const body = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: 'add',
      arguments: { a: 1, b: 2 },
      _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' }, 'io.modelcontextprotocol/clientCapabilities': {} },
    },
  };
  const good = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'add' };
  for (const wrong of [{ 'mcp-method': 'tools/list' }, { 'mcp-name': 'echo' }, { 'mcp-protocol-version': '2027-01-01' }]) {
    const response = await post(running.port, JSON.stringify(body), { ...good, ...wrong });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: expect.any(Number) } });
  }
  expect((await post(running.port, JSON.stringify(body), good)).status).toBe(200);
  const samples = await scrape(running.metricsPort);
  expect(samples.sum('mcp_server_http_responses_total', { code: '400' })).toBe(3);
  expect(samples.sum('mcp_server_operation_duration_seconds_count')).toBe(1);
  await running.stop();
});
