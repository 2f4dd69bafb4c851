import { startWorkload, Workload } from '../support/replicas.js';
import { SDKS } from '../support/servers.js';
import { wholeSession } from '../support/whole-session.js';

/** On each SDK: 300 in all. */
const SESSIONS = 150;
const AT_A_TIME = 20;

describe.each(SDKS)('three replicas on the SDK %s behind a balancer that knows of no session', (sdk) => {
  let workload: Workload;

  beforeAll(async () => {
    workload = await startWorkload(3, sdk);
  }, 30_000);

  afterAll(() => workload.end());

  test(`${SESSIONS} of ${SESSIONS} sessions are whole: calls, sampling, notifications, DELETE`, async () => {
    let started = 0;
    const failures: string[] = [];
    const client = async () => {
      while (started < SESSIONS) {
        const name = `client-${started++}`;
        await wholeSession(workload.balancer.port, name).catch((error: Error) => failures.push(`${error} ${error.cause}`));
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, client));

    expect(failures).toEqual([]);
    expect(await workload.sum('mcp_server_sessions_total')).toBe(SESSIONS);
    expect(await workload.sum('mcp_server_sessions_active')).toBe(0);
    expect(await workload.sum('mcp_server_sessions_ended_total', { reason: 'client' })).toBe(SESSIONS);
    expect(await workload.sum('mcp_server_operations_in_flight')).toBe(0);
    expect(await workload.sum('mcp_server_forwarded_requests_total', { outcome: 'forwarded' })).toBeGreaterThan(SESSIONS);
    expect(await workload.sum('mcp_server_forwarded_requests_total', { outcome: 'lost' })).toBe(0);
  }, 120_000);
});
