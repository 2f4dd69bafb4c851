import { Agent, IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Running } from '../../src/runtime.js';
import { connectLegacy } from '../support/clients.js';
import { pick, randoms } from '../support/random.js';
import { eventually, serveFixture } from '../support/running.js';
import { scrape } from '../support/scrape.js';
import { SDKS } from '../support/servers.js';

const REQUESTS = 1_500;
const AT_ONCE = 25;

type Random = () => number;

const VALUES: readonly unknown[] = [null, true, -1, 1e308, '', 'x', '__proto__', 'constructor', '\u0000', '\ud800', 'é'.repeat(500), [], {}, [[]], { method: 'x' }];
const METHODS = ['initialize', 'ping', 'tools/list', 'tools/call', 'prompts/get', 'notifications/cancelled', 'server/discover', 'subscriptions/listen', 'no/such', '__proto__', ''];

function value(random: Random): unknown {
  return random() < 0.3 ? { [pick(random, ['name', 'arguments', '_meta', '__proto__', 'requestId'])]: pick(random, VALUES) } : pick(random, VALUES);
}

/** A message that is good in most of its parts. */
function message(random: Random): unknown {
  if (random() < 0.15) {
    return random() < 0.5 ? Array.from({ length: Math.floor(random() * 5) }, () => message(random)) : value(random);
  }
  const method = pick(random, METHODS);
  const params = random() < 0.5
    ? { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'fuzz', version: '1' }, name: pick(random, ['add', 'echo', 'fail', 'nowhere']), arguments: value(random) }
    : value(random);
  return {
    jsonrpc: random() < 0.9 ? '2.0' : value(random),
    ...random() < 0.8 ? { id: random() < 0.8 ? Math.floor(random() * 1000) : value(random) } : {},
    ...random() < 0.9 ? { method } : {},
    ...random() < 0.8 ? { params } : {},
    ...random() < 0.1 ? { result: value(random) } : {},
    ...random() < 0.1 ? { error: value(random) } : {},
  };
}

function body(random: Random): string {
  const whole = JSON.stringify(message(random));
  const cut = Math.floor(random() * whole.length);
  return random() < 0.85 ? whole : whole.slice(0, cut) + pick(random, ['', '}', '\u0000', '"', whole]) + whole.slice(cut + Math.floor(random() * 5));
}

function headers(random: Random, sessionId: string): Record<string, string> {
  const some = (name: string, likely: number, values: readonly string[]) => (random() < likely ? { [name]: pick(random, values) } : {});
  return {
    ...some('content-type', 0.95, ['application/json', 'application/json', 'application/json; charset=utf-8', 'text/plain', 'x']),
    ...some('accept', 0.95, ['application/json, text/event-stream', 'application/json, text/event-stream', '*/*', 'text/html', ';']),
    ...some('mcp-session-id', 0.4, [sessionId, sessionId, 'nobody', '..', 'a.b.c.d', `${'f'.repeat(300)}`]),
    ...some('mcp-protocol-version', 0.5, ['2025-11-25', '2025-06-18', '2026-07-28', '2099-01-01', 'latest']),
    ...some('mcp-method', 0.3, METHODS.filter((method) => method !== '')),
    ...some('mcp-name', 0.3, ['add', '=?base64?YWRk?=', '=?base64?!?=', 'x']),
    ...some('last-event-id', 0.1, ['1', '_GET_stream_1', 'x']),
    ...some('authorization', 0.1, ['Bearer x', 'Basic x']),
    ...some('mcp-agent-auth', 0.1, ['e30', '!']),
    ...some('mcp-agent-probe', 0.1, ['x']),
  };
}

describe.each(SDKS)('requests of any kind, on the SDK %s', (sdk) => {
  let running: Running & { metricsPort: number };
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

  beforeAll(async () => {
    running = await serveFixture(sdk, { maxBodyBytes: 64 * 1024, drainLimitSeconds: 0 });
  });

  afterAll(async () => {
    agent.destroy();
    await running.stop();
  });

  /** Sends one, and tells how it was answered; of a stream that has no end only that it began. */
  function send(random: Random, sessionId: string): Promise<{ status: number; type: string; text: string }> {
    const method = pick(random, ['POST', 'POST', 'POST', 'POST', 'POST', 'GET', 'DELETE', 'PUT', 'OPTIONS']);
    const path = pick(random, ['/mcp', '/mcp', '/mcp', '/mcp', '/mcp?x=%', '/', '//mcp', '/.well-known/oauth-protected-resource', '/mcp/..']);
    return new Promise((resolve, reject) => {
      const asked = request({ port: running.port, host: '127.0.0.1', agent, method, path, headers: headers(random, method === 'DELETE' ? 'nobody' : sessionId) });
      asked.once('error', reject);
      asked.once('response', async (response: IncomingMessage) => {
        const { statusCode: status = 0, headers: { 'content-type': type = '' } } = response;
        const limit = setTimeout(() => response.destroy(), 150);
        resolve({ status, type, text: await text(response).catch(() => '') });
        clearTimeout(limit);
      });
      asked.end(method === 'POST' || method === 'PUT' ? body(random) : undefined);
    });
  }

  test('each is answered in the protocol\'s own terms, and none is left', async () => {
    const { client, transport, end } = await connectLegacy(running.port);
    for (let seed = 1; seed <= REQUESTS; seed += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, async (_, index) => {
        const answer = await send(randoms(seed + index), transport.sessionId!);
        const told = `seed ${seed + index}: ${answer.status} ${answer.text.slice(0, 200)}`;
        expect({ told, isServersFault: answer.status >= 500 }).toEqual({ told, isServersFault: false });
        if (answer.type.startsWith('application/json')) {
          expect(() => JSON.parse(answer.text)).not.toThrow();
        }
      }));
    }
    expect(await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } })).toMatchObject({ content: [{ text: '3' }] });
    await end();
    await eventually(async () => (await scrape(running.metricsPort)).sum('mcp_server_operations_in_flight') === 0, 'nothing in flight');
    const samples = await scrape(running.metricsPort);
    expect(samples.sum('mcp_server_streams_active')).toBe(0);
    expect(samples.sum('mcp_server_errors_total', { error_type: 'observation' })).toBe(0);
    // Names of the callers' own invention are no series.
    expect(samples.of('mcp_server_operation_duration_seconds_count').length).toBeLessThan(100);
  }, 120_000);
});
