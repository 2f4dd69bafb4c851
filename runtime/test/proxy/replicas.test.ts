import { createServer, request as httpRequest, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { ownerToken } from '../../src/sessions/session-id.js';
import { connectLegacy, urlOf } from '../support/clients.js';
import { Program, programFile, startProgram } from '../support/program.js';
import { Proxy, proxyTo } from '../support/proxied.js';
import { freePort } from '../support/running.js';
import { scrape } from '../support/scrape.js';

/** Each replica is a pod with an address of its own: a proxy, and a server that knows nothing of others. */
const ADDRESSES = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];

let servers: Program[];
let proxies: Proxy[];
let balancer: Server;

beforeAll(async () => {
  const peersPort = await freePort();
  servers = await Promise.all(ADDRESSES.map(() => startProgram([programFile('v1-express.mjs')])));
  proxies = await Promise.all(ADDRESSES.map((podIp, index) => proxyTo(servers[index].port, {
    host: podIp, peers: { port: peersPort, service: ADDRESSES.join(','), podIp },
  })));
  let turn = 0;
  balancer = createServer((request, response) => {
    const index = turn++ % ADDRESSES.length;
    const { method, url, headers } = request;
    const passed = httpRequest({ host: ADDRESSES[index], port: proxies[index].port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers).flushHeaders();
      answer.pipe(response);
    });
    response.once('close', () => passed.destroy());
    request.pipe(passed.on('error', () => response.destroy()));
  });
  await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve));
}, 60_000);

afterAll(async () => {
  balancer.close();
  balancer.closeAllConnections();
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
}, 30_000);

const port = () => (balancer.address() as AddressInfo).port;

async function sum(name: string, labels = {}): Promise<number> {
  const samples = await Promise.all(proxies.map(({ metricsPort }) => scrape(metricsPort)));
  return samples.reduce((total, each) => total + each.sum(name, labels), 0);
}

test('any replica takes the requests of every session, whose servers know nothing of it', async () => {
  // No multiple of three, or the balancer would send each client to the same replica all the time.
  const clients = await Promise.all(Array.from({ length: 11 }, (_, index) => connectLegacy(port(), `client-${index}`)));
  const owners = new Set(clients.map(({ transport }) => transport.sessionId!.split('.')[1]));
  expect(owners).toEqual(new Set(ADDRESSES.map(ownerToken)));

  for (let round = 0; round < 6; round++) {
    const results = await Promise.all(clients.map(({ client }) => client.callTool({ name: 'add', arguments: { a: round, b: 1 } })));
    results.forEach((result) => expect(result).toEqual({ content: [{ type: 'text', text: String(round + 1) }] }));
  }
  await Promise.all(clients.map(({ end }) => end()));

  expect(await sum('mcp_server_operation_duration_seconds_count', { gen_ai_tool_name: 'add' })).toBe(66);
  expect(await sum('mcp_server_sessions_ended_total', { reason: 'client' })).toBe(11);
  expect(await sum('mcp_server_sessions_active')).toBe(0);
  expect(await sum('mcp_server_operations_in_flight')).toBe(0);
  expect(await sum('mcp_server_forwarded_requests_total', { outcome: 'forwarded' })).toBeGreaterThan(40);
}, 60_000);

test('an id as the server knows it, without its owner, is no session of anybody\'s', async () => {
  const { transport, end } = await connectLegacy(port());
  const [inner] = transport.sessionId!.split('.');
  for (let replica = 0; replica < ADDRESSES.length; replica++) {
    const answer = await fetch(urlOf(port()), {
      method: 'POST',
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
      headers: { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', 'mcp-session-id': inner },
    });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: -32001, message: 'Session not found' } });
  }
  await end();
}, 30_000);
