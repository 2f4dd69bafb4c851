import { connectLegacy, connectModern, post, urlOf } from '../support/clients.js';
import { CLI, Program, programFile, startProgram } from '../support/program.js';
import { Proxy, proxyTo } from '../support/proxied.js';
import { eventually } from '../support/running.js';
import { callsInFlight, scrape } from '../support/scrape.js';

const LISTEN = JSON.stringify({
  jsonrpc: '2.0',
  id: 'listening',
  method: 'subscriptions/listen',
  params: {
    notifications: { toolsListChanged: true },
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'listener', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
});

async function streams(proxy: Pick<Proxy, 'metricsPort'>): Promise<number> {
  return (await scrape(proxy.metricsPort)).sum('mcp_server_streams_active');
}

describe('the command, before a server that knows nothing of draining', () => {
  let server: Program;
  let proxy: Program;

  beforeEach(async () => {
    server = await startProgram([programFile('v1-express.mjs')]);
    proxy = await startProgram([CLI, 'proxy', '--upstream', urlOf(server.port).href]);
  }, 30_000);
  afterEach(async () => {
    await Promise.all([server.end('SIGKILL'), proxy.end('SIGKILL')]);
  });

  const managed = async (path: string) => (await fetch(`http://127.0.0.1:${proxy.managementPort}${path}`)).text();

  // The order of a pod's end: both preStop hooks at once, then SIGTERM to the server, then to the proxy.
  test('the hook of the proxy drains it, the server\'s waits for that, and SIGTERM finds nothing left to do', async () => {
    const { client, end } = await connectLegacy(proxy.port);
    const call = client.callTool({ name: 'sleep', arguments: { ms: 3_000 } });
    await callsInFlight(proxy.metricsPort, 1);
    const order: string[] = [];
    const hooks = [
      managed('/drain').then(() => order.push('proxy drained')),
      managed('/drained').then(() => order.push('server may go')),
    ];
    await eventually(async () => await managed('/readyz') === 'draining\n', 'not ready');
    await expect(connectLegacy(proxy.port)).rejects.toThrow(/shutting down/);

    expect(await call.finally(() => order.push('call answered'))).toMatchObject({ content: [{ text: 'slept' }] });
    await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } }); // a session that is there goes on
    await end();
    await Promise.all(hooks);
    expect(order[0]).toBe('call answered');
    expect(await server.end('SIGTERM')).toBe('SIGTERM');
    expect(await proxy.end('SIGTERM')).toBe(0);
  }, 30_000);

  test('SIGTERM alone drains too', async () => {
    const { client, end } = await connectLegacy(proxy.port);
    const call = client.callTool({ name: 'sleep', arguments: { ms: 2_000 } });
    await callsInFlight(proxy.metricsPort, 1);
    const ended = proxy.end('SIGTERM');

    expect(await call).toMatchObject({ content: [{ text: 'slept' }] });
    await end();
    expect(await ended).toBe(0);
  }, 30_000);
});

test('a setting that makes no sense ends the process with a sentence', async () => {
  await expect(startProgram([CLI, 'proxy', '--upstream', 'weather:3000'])).rejects.toThrow(
    /ended with 1: mcp-agent: --upstream is "weather:3000", and must be the URL of the server's MCP endpoint/);
});

test('streams that have no end of their own end with the drain, those of the modern era with their result', async () => {
  const server = await startProgram([programFile('v2-node.mjs')]);
  const proxy = await proxyTo(server.port);
  const answer = await post(proxy.port, LISTEN, { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' });
  expect(await streams(proxy)).toBe(1);
  expect((await scrape(proxy.metricsPort)).sum('mcp_server_operations_in_flight')).toBe(0);
  const text = answer.text();
  await proxy.stop();

  expect((await text).split('\n\n').at(-2)).toBe('event: message\ndata: {"jsonrpc":"2.0","id":"listening",'
    + '"result":{"resultType":"complete","_meta":{"io.modelcontextprotocol/subscriptionId":"listening"}}}');
  await server.end('SIGKILL');
}, 30_000);

test('a client of the modern era that listens hears of the end, and of no error', async () => {
  const server = await startProgram([programFile('v2-node.mjs')]);
  const proxy = await proxyTo(server.port);
  const client = await connectModern(proxy.port);
  const errors: Error[] = [];
  client.onerror = (error) => errors.push(error);
  const subscription = await client.listen({ toolsListChanged: true });
  await proxy.stop();

  expect(await subscription.closed).toBe('graceful');
  expect(errors).toEqual([]);
  await client.close();
  await server.end('SIGKILL');
}, 30_000);

test('a GET stream of the legacy era ends with the drain', async () => {
  const server = await startProgram([programFile('v1-express.mjs')]);
  const proxy = await proxyTo(server.port);
  const { client } = await connectLegacy(proxy.port);
  await eventually(async () => await streams(proxy) === 1, 'the client listens');
  await proxy.stop();

  expect(await streams(proxy).catch(() => 'gone')).toBe('gone');
  await client.close();
  await server.end('SIGKILL');
}, 30_000);
