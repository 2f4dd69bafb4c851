import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Program, programFile, startProgram } from '../support/program.js';
import { eventually } from '../support/running.js';
import { scrape } from '../support/scrape.js';
import { SDKS } from '../support/servers.js';

/** On each SDK: 10,000 in all. */
const SESSIONS = 5_000;
const AT_A_TIME = 50;

/** How much memory may be kept per session, in bytes: a session that is kept holds 26 KiB and more. */
const KEPT = 2_000;

const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME });

afterAll(() => agent.destroy());

test.each(SDKS)(`${SESSIONS} sessions that their clients abandon leave no handle and no memory behind, on the SDK %s`, async (sdk) => {
  const program = await startProgram(['--expose-gc', programFile('replica.mjs')], { SDK: sdk, MCP_SESSION_IDLE_SECONDS: '2' });
  const sessions = async () => (await scrape(program.metricsPort)).sum('mcp_server_sessions_active');
  await open(program, 500); // what is loaded once
  await eventually(async () => await sessions() === 0, 'the first sessions are closed', 30_000);
  const before = await held(program);

  await open(program, SESSIONS);
  await eventually(async () => await sessions() === 0, 'all sessions are closed', 60_000);
  await sleep(500);
  const after = await held(program);

  const samples = await scrape(program.metricsPort);
  expect(samples.sum('mcp_server_sessions_ended_total', { reason: 'idle' })).toBe(500 + SESSIONS);
  expect(after.handles).toBeLessThanOrEqual(before.handles + 5);
  expect((after.heap - before.heap) / SESSIONS).toBeLessThan(KEPT);
  expect(await program.end()).toBe(0);
}, 180_000);

/** Opens sessions as a client that is never heard of again. */
async function open({ port }: Program, count: number): Promise<void> {
  let left = count;
  const client = async () => {
    while (left-- > 0) {
      await initialize(port);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, client));
}

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test-client', version: '1.0.0' } },
});

function initialize(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', 'content-length': INITIALIZE.length };
    request({ port, path: '/mcp', method: 'POST', agent, headers }, (response) => response.resume().once('end', resolve))
      .once('error', reject)
      .end(INITIALIZE);
  });
}

/** What a program holds once its garbage is collected; it tells at SIGUSR2. */
async function held(program: Program): Promise<{ heap: number; handles: number }> {
  const told = program.errors().length;
  program.process.kill('SIGUSR2');
  await eventually(() => program.errors().slice(told).includes('\n'), 'the program tells what it holds', 30_000);
  return JSON.parse(program.errors().slice(told).split('\n').find((line) => line.includes('"heap"'))!);
}
