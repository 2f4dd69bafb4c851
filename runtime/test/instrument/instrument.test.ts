import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { connectLegacy } from '../support/clients.js';
import { programFile, startProgram } from '../support/program.js';
import { eventually, freePort } from '../support/running.js';
import { scrape } from '../support/scrape.js';
import { SDKS } from '../support/servers.js';

const COUNT = 'mcp_server_operation_duration_seconds_count';

describe.each(SDKS)('a server on the SDK %s that its program serves by itself', (sdk) => {
  test('is counted over all its sessions, and finishes its calls before it ends', async () => {
    const program = await startProgram([programFile('instrumented.mjs'), sdk]);
    const [one, other] = [await connectLegacy(program.port), await connectLegacy(program.port)];
    await one.client.callTool({ name: 'add', arguments: { a: 1, b: 2 } });
    await other.client.callTool({ name: 'add', arguments: { a: 1, b: 2 } });
    await other.end();

    const samples = await scrape(program.metricsPort);
    expect(samples.sum(COUNT, { gen_ai_tool_name: 'add' })).toBe(2);
    expect(samples.sum('mcp_server_sessions_active')).toBe(1);
    expect(samples.sum('mcp_server_instrumented')).toBe(1);
    expect(samples.sum('mcp_server_ready')).toBe(1);
    expect(samples.of('mcp_server_info')[0].labels).toMatchObject({ name: 'own', version: '2.0.0', mode: 'instrument' });

    const call = one.client.callTool({ name: 'sleep', arguments: { ms: 500 } });
    await eventually(async () => (await scrape(program.metricsPort)).sum('mcp_server_operations_in_flight') === 1, 'in flight');
    const ended = program.end('SIGTERM');
    expect(await call).toMatchObject({ content: [{ text: 'slept' }] });
    expect(await ended).toBe(0);
    await one.client.close();
  }, 30_000);
});

test('a stdio server is counted, and its ports keep it from nothing when its client goes', async () => {
  const metricsPort = await freePort();
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [programFile('instrumented.mjs'), 'v1', 'stdio'],
    env: { PATH: process.env.PATH!, MCP_METRICS_PORT: String(metricsPort), MCP_MANAGEMENT_PORT: '0' },
  });
  const client = new Client({ name: 'test-client', version: '1.0.0' });
  await client.connect(transport);
  await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } });

  const samples = await scrape(metricsPort);
  expect(samples.sum(COUNT, { gen_ai_tool_name: 'add', network_transport: 'pipe' })).toBe(1);
  expect(samples.sum('mcp_server_sessions_active')).toBe(1);
  const { pid } = transport;
  await client.close(); // waits for the process, and ends it by force only after two seconds
  expect(() => process.kill(pid!, 0)).toThrow('ESRCH');
}, 30_000);
