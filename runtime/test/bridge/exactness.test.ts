import { bridgeTo, STDIO_SERVERS } from '../support/bridging.js';
import { expectMixedCalls, mixedCalls } from '../support/mixed-calls.js';
import { eventually } from '../support/running.js';
import { scrape } from '../support/scrape.js';

test('each call is counted once, by how it ended, and nothing stays in flight', async () => {
  const running = await bridgeTo(STDIO_SERVERS.tools, { drainLimitSeconds: 0 });
  await mixedCalls(running);

  expectMixedCalls(await scrape(running.metricsPort));
  const samples = await scrape(running.metricsPort);
  // Those whose clients left without a word are there until they are idle.
  expect(samples.sum('mcp_server_sessions_active') + samples.sum('mcp_server_sessions_ended_total', { reason: 'client' }))
    .toBe(samples.sum('mcp_server_sessions_total'));
  const processes = async () => (await scrape(running.metricsPort)).sum('mcp_bridge_children', { state: 'busy' });
  await eventually(async () => await processes() === samples.sum('mcp_server_sessions_active'), 'each session has a process, and no other has');
  expect(samples.of('mcp_server_info')[0].labels).toMatchObject({ name: 'stdio-tools', version: '1.0.0', mode: 'bridge' });
  expect(samples.sum('mcp_server_instrumented')).toBe(1);
  await running.stop();
}, 60_000);
