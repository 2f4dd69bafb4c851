import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Fault, faultyServer, NOTIFICATIONS, SLOW_MS } from './faulty-server';
import { ROOT } from '../support/run';

const LOAD = join(ROOT, 'e2e', 'client', 'load.mjs');
const ERAS = ['legacy', 'modern'] as const;
// Programs start slowly on a machine that is busy with other tests.
jest.setTimeout(60_000);

const CASES = [{ arguments: { text: '{{token}}' }, answer: '{{token}}' }];

/** Runs the program as a pod does, and reads the last line of its output. */
async function load(options: object, { endOnceItRuns = false } = {}): Promise<any> {
  const child = spawn('node', [LOAD, JSON.stringify({ tool: 'echo', cases: CASES, ...options })]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => stdout += data);
  child.stderr.on('data', (data) => stderr += data);
  if (endOnceItRuns) {
    child.stderr.once('data', () => child.kill('SIGTERM'));
  }
  const [status] = await once(child, 'close');
  return { status, stderr, ...status === 0 ? JSON.parse(stdout.trim().split('\n').at(-1)!) : {} };
}

/** Meets each fault of a list in turn, then none. */
const inTurn = (...faults: (Fault | undefined)[]) => (call: number) => faults[call];

async function against(era: typeof ERAS[number], faults: (call: number) => Fault | undefined, options: object, how = {}): Promise<any> {
  const server = await faultyServer(era, faults);
  try {
    return await load({ url: server.url, era, ...options }, how);
  } finally {
    server.close();
  }
}

describe.each(ERAS)('load on a server of the %s era', (era) => {
  test('counts what became of every call, exactly', async () => {
    const faults = inTurn(undefined, 'tool-error', 'wrong', 'slow', 'silent', 'http-503', 'http-503', 'reset', 'rpc-error', 'twice', 'silent');
    const result = await against(era, faults, { calls: 40, rate: 100, sessions: 4, deadlineSeconds: 4, lateSeconds: 1.5 });

    expect(result).toMatchObject({
      // "twice" is also answered wrongly: its answers are not those of the tool.
      started: 40,
      ok: 31,
      toolErrors: 1,
      failed: 6,
      lost: 2,
      late: 1,
      wrong: 2,
      duplicates: 1,
      failures: { 'wrong answer': 2, 'HTTP 503': 2, 'UND_ERR_SOCKET': 1, 'JSON-RPC -32050': 1 },
    });
    expect(result.ms.max).toBeGreaterThanOrEqual(4_000);
  });

  test('counts the notifications that came, and those that should have', async () => {
    const result = await against(era, (call) => call < 3 ? 'notify' : undefined, {
      calls: 4, rate: 100, notifications: { method: 'notifications/progress', perCall: NOTIFICATIONS },
    });
    expect(result).toMatchObject({ ok: 4, notifications: { expected: 4 * NOTIFICATIONS, received: 3 * NOTIFICATIONS } });
  });
});

test('ends early on SIGTERM, waits for what is in flight, and still says all', async () => {
  const result = await against('legacy', (call) => call === 5 ? 'slow' : undefined, { seconds: 60, rate: 10 }, { endOnceItRuns: true });
  expect(result.started).toBeGreaterThan(0);
  expect(result.started).toBeLessThan(600);
  expect(result.ok).toBe(result.started);
});

test('begins at the time that it is told, with its sessions open by then', async () => {
  const startAt = Date.now() + 3_000;
  const result = await against('legacy', () => undefined, { calls: 2, startAt });
  expect(result).toMatchObject({ ok: 2, sessions: { opened: 1 } });
  expect(result.beganAt).toBeGreaterThanOrEqual(startAt - 1);
});

test('a closed loop has one call in flight for each client', async () => {
  const result = await against('legacy', () => 'slow', { sessions: 2, calls: 4 });
  expect(result).toMatchObject({ started: 4, ok: 4 });
  expect(result.seconds).toBeGreaterThanOrEqual(2 * SLOW_MS / 1_000);
});

describe('a session of the legacy era', () => {
  test('that was lost stays lost, as with most clients', async () => {
    const result = await against('legacy', inTurn(undefined, undefined, 'lose-session'), { calls: 6 });
    expect(result).toMatchObject({ started: 6, ok: 2, failed: 4, failures: { 'HTTP 404': 4 }, sessions: { opened: 1, lost: 1 } });
  });

  test('that was lost is opened again, where that is asked for', async () => {
    const result = await against('legacy', inTurn(undefined, undefined, 'lose-session'), { calls: 6, reconnect: true });
    expect(result).toMatchObject({ started: 6, ok: 5, failed: 1, failures: { 'HTTP 404': 1 }, sessions: { opened: 2, lost: 1 } });
  });
});

test('in an open loop a call counts from when it was due', async () => {
  // Blocks the server's event loop, as a pause of its process would: calls of that time are late, though each is answered at once after it.
  let isBlocked = false;
  const blockOnce = (call: number): undefined => {
    if (call === 10 && !isBlocked) {
      isBlocked = true;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  };
  const result = await against('legacy', blockOnce, { calls: 80, rate: 100, lateSeconds: 0.1 });
  expect(result).toMatchObject({ started: 80, ok: 80 });
  // 40 calls were due in the first 400 ms of the pause; each waited for at least 100 ms.
  expect(result.late).toBeGreaterThanOrEqual(35);
});

test('a server that is not there is an error, not a result', async () => {
  const server = await faultyServer('legacy', () => undefined);
  server.close();
  const { status, stderr } = await load({ url: server.url, patienceSeconds: 0 });
  expect(status).toBe(2);
  expect(stderr).toMatch(/No load was put on .*: ECONNREFUSED/);
});

test('an option that is not known is refused by name', async () => {
  const { status, stderr } = await load({ url: 'http://localhost/', speed: 3 });
  expect(status).toBe(1);
  expect(stderr).toContain('not known: speed');
});
