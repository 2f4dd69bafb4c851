import { readdirSync, readFileSync } from 'node:fs';
import { STDIO_SERVERS } from '../support/bridging.js';
import { post } from '../support/clients.js';
import { CLI, Program, programFile, startProgram } from '../support/program.js';
import { scrape } from '../support/scrape.js';

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
});

/** How many sessions are opened at a time, and how often. */
const AT_A_TIME = 20;
const ROUNDS = 15;

describe('300 sessions with real processes, abandoned', () => {
  let program: Program;

  beforeAll(async () => {
    program = await startProgram(['--expose-gc', '--import', programFile('collect.mjs'), CLI, 'bridge', '--', ...STDIO_SERVERS.memory], {
      MCP_SESSION_IDLE_SECONDS: '1', MCP_BRIDGE_MAX_CHILDREN: String(AT_A_TIME * 3),
    });
  }, 30_000);

  afterAll(() => program.end('SIGKILL'));

  test('leave no process, no handle, and no memory behind', async () => {
    await openAndAbandon();
    await allGone();
    const before = await footprint();
    for (let round = 1; round < ROUNDS; round++) {
      await openAndAbandon();
      await allGone();
    }
    const after = await footprint();

    expect(after.sessions).toBe(AT_A_TIME * ROUNDS);
    expect(after.processes).toBeLessThanOrEqual(before.processes);
    expect(after.handles).toBeLessThanOrEqual(before.handles + 5);
    expect(after.heap - before.heap).toBeLessThan(10 * 1024 * 1024);
  }, 600_000);

  async function openAndAbandon(): Promise<void> {
    await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
      const answer = await post(program.port, INITIALIZE);
      expect(await answer.text()).toContain('memory-server');
    }));
  }

  async function allGone(): Promise<void> {
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      const samples = await scrape(program.metricsPort);
      if (samples.sum('mcp_server_sessions_active') === 0 && samples.sum('mcp_bridge_children', { state: 'busy' }) === 0) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('sessions are left');
  }

  async function footprint() {
    const { pid } = program.process;
    program.process.kill('SIGUSR2');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const samples = await scrape(program.metricsPort);
    return {
      sessions: samples.sum('mcp_server_sessions_total'),
      processes: descendantsOf(pid!).length,
      handles: readdirSync(`/proc/${pid}/fd`).length,
      heap: samples.sum('nodejs_heap_size_used_bytes'),
    };
  }
});

/** All processes that a process started, and those they started. */
function descendantsOf(pid: number): number[] {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name): [number, number][] => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]];
    } catch {
      return [];
    }
  });
  const of = (parent: number): number[] => parents.filter(([, one]) => one === parent).flatMap(([child]) => [child, ...of(child)]);
  return of(pid);
}
