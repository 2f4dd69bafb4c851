import { setTimeout as sleep } from 'node:timers/promises';
import { bridgeTo, STDIO_SERVERS } from '../support/bridging.js';
import { connectLegacy, post } from '../support/clients.js';
import { eventually } from '../support/running.js';
import { scrape } from '../support/scrape.js';

/** How long a test may take, in milliseconds: processes start, several at a time. */
const PATIENCE = 30_000;

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
});

const ready = async (port: number) => (await fetch(`http://127.0.0.1:${port}/readyz`)).text();

test('there are never more processes than there may be: one session more is told to come again', async () => {
  const running = await bridgeTo(STDIO_SERVERS.tools, { maxChildren: 2, spares: 1, drainLimitSeconds: 0 });
  const [one, other] = [await connectLegacy(running.port), await connectLegacy(running.port)];
  const refused = await post(running.port, INITIALIZE);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).not.toBeNull();
  expect(await refused.text()).toContain('2 processes');
  const samples = await scrape(running.metricsPort);
  expect(samples.sum('mcp_bridge_children_limit')).toBe(2);
  expect(samples.sum('mcp_bridge_children', { state: 'busy' }) + samples.sum('mcp_bridge_children', { state: 'spare' })).toBe(2);

  await other.end();
  await eventually(async () => (await post(running.port, INITIALIZE)).status === 200, 'there is room again');
  await one.end();
  await running.stop();
}, PATIENCE);

test('a spare waits for the next session, and takes no time to start', async () => {
  const running = await bridgeTo(STDIO_SERVERS.tools, { spares: 2 });
  const spares = async () => (await scrape(running.metricsPort)).sum('mcp_bridge_children', { state: 'spare' });
  await eventually(async () => await spares() === 2, 'two spares wait');
  const { end } = await connectLegacy(running.port);
  await eventually(async () => await spares() === 2, 'another one is started');
  await end();
  await running.stop();
}, PATIENCE);

test('an open GET stream does not keep a session that nobody uses', async () => {
  const running = await bridgeTo(STDIO_SERVERS.tools, { sessionIdleSeconds: 1 });
  const { client, transport } = await connectLegacy(running.port);
  await eventually(async () => (await scrape(running.metricsPort)).sum('mcp_server_streams_active') === 1, 'the client listens');
  await eventually(async () => (await scrape(running.metricsPort)).sum('mcp_bridge_children_ended_total', { reason: 'idle' }) === 1, 'it is ended');
  const later = await post(running.port, '{"jsonrpc":"2.0","id":1,"method":"ping"}', { 'mcp-session-id': transport.sessionId! });
  expect(later.status).toBe(404);
  await client.close();
  await running.stop();
}, PATIENCE);

test('a server that never answers is not ready, and who opens a session is told in time', async () => {
  const running = await bridgeTo([...STDIO_SERVERS.tools, 'mute'], { startSeconds: 1 });
  expect(await ready(running.managementPort)).toMatch(/(?:not answered in time|did not answer initialize within 1 s)/);
  const answer = await post(running.port, INITIALIZE);
  expect(await answer.text()).toContain('did not answer initialize within 1 s');
  const samples = await scrape(running.metricsPort);
  expect(samples.sum('mcp_bridge_children_ended_total', { reason: 'killed' })).toBeGreaterThan(0);
  expect(samples.sum('mcp_server_ready')).toBe(0);
  await running.stop();
}, PATIENCE);

test('a server that can\'t start is not ready, and is not started for ever', async () => {
  const running = await bridgeTo([...STDIO_SERVERS.tools, 'exit'], { spares: 3 });
  expect(await ready(running.managementPort)).toContain('exited with code 3');
  const answer = await post(running.port, INITIALIZE);
  expect(await answer.text()).toContain('"code":-32000');
  await sleep(1_000);
  expect((await scrape(running.metricsPort)).sum('mcp_bridge_children_ended_total')).toBeLessThan(10);
  await running.stop();
}, PATIENCE);

test('the end of the bridge ends all processes', async () => {
  const running = await bridgeTo(STDIO_SERVERS.tools, { spares: 2, drainLimitSeconds: 0 });
  const { client } = await connectLegacy(running.port);
  const pid = Number(((await client.callTool({ name: 'pid', arguments: {} })) as { content: { text: string }[] }).content[0].text);
  await client.close();
  await running.stop();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
}, PATIENCE);
