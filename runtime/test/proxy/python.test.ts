import { connectLegacy, urlOf } from '../support/clients.js';
import { Program, programFile, startProgram } from '../support/program.js';
import { Proxy, proxyTo } from '../support/proxied.js';
import { runPython, startFastMcp } from '../support/python.js';
import { eventually } from '../support/running.js';
import { callsInFlight, Samples, scrape } from '../support/scrape.js';

const COUNT = 'mcp_server_operation_duration_seconds_count';
const IN_FLIGHT = 'mcp_server_operations_in_flight';

interface Seen {
  readonly version: string;
  readonly added: readonly boolean[];
  readonly failed: readonly boolean[];
  /** The code of the error, or whether the result was one. */
  readonly unknown: number | boolean;
  readonly cancelled: boolean;
}

/** What the Python client does, as the metrics must have it. */
function expectCounts(samples: Samples, version: string): void {
  const sum = (labels: Record<string, string>) => samples.sum(COUNT, { mcp_method_name: 'tools/call', mcp_protocol_version: version, ...labels });
  expect(sum({ gen_ai_tool_name: 'add' })).toBe(4);
  expect(sum({ gen_ai_tool_name: 'fail', error_type: 'tool_error' })).toBe(2);
  expect(sum({ gen_ai_tool_name: '_OTHER' })).toBe(1);
  expect(sum({ gen_ai_tool_name: 'sleep', error_type: 'cancelled' })).toBe(1);
  expect(sum({})).toBe(8);
  expect(samples.sum('mcp_server_sessions_active')).toBe(0);
}

const seen = (version: string) => ({
  version, added: [false, false, false, false], failed: [true, true], unknown: expect.anything(), cancelled: true,
});

async function runClient(proxy: Proxy, mode: 'legacy' | 'auto', version: string): Promise<void> {
  expect(await runPython<Seen>('python-client.py', urlOf(proxy.port).href, mode)).toEqual(seen(version));
  await eventually(async () => (await scrape(proxy.metricsPort)).sum(IN_FLIGHT) === 0, 'nothing in flight');
  expectCounts(await scrape(proxy.metricsPort), version);
}

describe('a server on FastMCP', () => {
  let server: Awaited<ReturnType<typeof startFastMcp>>;
  let proxy: Proxy;

  beforeAll(async () => {
    server = await startFastMcp();
  }, 300_000);
  afterAll(() => server.end());
  beforeEach(async () => {
    proxy = await proxyTo(server.port);
  });
  afterEach(() => proxy.stop(), 30_000);

  test.each([['legacy', '2025-11-25'], ['auto', '2026-07-28']] as const)('is counted when the Python client asks, %s era', (mode, version) => (
    runClient(proxy, mode, version)), 60_000);

  test('is counted when the TypeScript client asks, with its progress passed on as it comes', async () => {
    const { client, end } = await connectLegacy(proxy.port);
    for (let call = 0; call < 3; call++) {
      expect(await client.callTool({ name: 'add', arguments: { a: call, b: 1 } })).toMatchObject({ structuredContent: { sum: call + 1 } });
    }
    await client.callTool({ name: 'fail', arguments: {} });
    const told: number[] = [];
    await client.callTool({ name: 'sleep', arguments: { ms: 400 } }, undefined, { onprogress: ({ progress }) => told.push(progress) });
    await end();

    expect(told.length).toBeGreaterThan(2);
    const samples = await scrape(proxy.metricsPort);
    expect(samples.sum(COUNT, { gen_ai_tool_name: 'add' })).toBe(3);
    expect(samples.sum(COUNT, { gen_ai_tool_name: 'fail', error_type: 'tool_error' })).toBe(1);
    expect(samples.sum(COUNT, { gen_ai_tool_name: 'sleep' })).toBe(1);
    expect(samples.sum('mcp_server_sessions_active')).toBe(0);
    expect(samples.sum('mcp_server_ready')).toBe(1);
    expect(samples.of('mcp_server_info')[0].labels).toMatchObject({ name: 'fastmcp', mode: 'proxy' });
  }, 30_000);

  test('finishes its calls while the proxy drains', async () => {
    const { client } = await connectLegacy(proxy.port);
    const call = client.callTool({ name: 'sleep', arguments: { ms: 700 } });
    await callsInFlight(proxy.metricsPort, 1);
    const stopped = proxy.stop();

    expect(await call).toMatchObject({ content: [{ text: 'slept 700 ms' }] });
    await stopped;
    await client.close();
  }, 30_000);
});

describe.each([
  { upstream: 'the SDK v1', program: 'v1-express.mjs', eras: [['legacy', '2025-11-25']] },
  { upstream: 'the SDK v2', program: 'v2-node.mjs', eras: [['auto', '2026-07-28']] },
] as const)('the Python client before a server on $upstream', ({ program, eras }) => {
  let server: Program;

  beforeAll(async () => {
    server = await startProgram([programFile(program)]);
  }, 30_000);
  afterAll(() => server.end('SIGKILL'));

  test.each(eras)('is counted, %s era', async (mode, version) => {
    const proxy = await proxyTo(server.port);
    await runClient(proxy, mode, version);
    await proxy.stop();
  }, 60_000);
});
