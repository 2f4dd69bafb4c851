import { connectLegacy, LegacyClient } from './clients.js';
import { callsInFlight, Samples } from './scrape.js';

/** How many of each kind of call one session makes. */
const CALLS = { good: 7, failing: 5, unknownTool: 3, unknownMethod: 2, cancelled: 2 } as const;

/** How many sessions there are at a time, and how many of them lose their client in the middle of a call. */
const SESSIONS = { ending: 8, leaving: 4 } as const;

/** How long calls take that nobody waits for, in milliseconds: all of them are in flight at once, on a slow machine too. */
const LONG = 6_000;

const COUNT = 'mcp_server_operation_duration_seconds_count';

/** Where a server is asked, and where it tells what it counted. */
export interface Counted {
  readonly port: number;
  readonly metricsPort: number;
}

/**
 * Many sessions at once, with every way in which a call can end: good, a tool's error, an unknown tool, an unknown
 * method, cancelled, and a client that is gone. The server needs the tools add, fail and sleep.
 */
export async function mixedCalls({ port, metricsPort }: Counted): Promise<void> {
  const sessions = await Promise.all(Array.from({ length: SESSIONS.ending + SESSIONS.leaving }, () => connectLegacy(port)));
  const [leaving, ending] = [sessions.slice(0, SESSIONS.leaving), sessions.slice(SESSIONS.leaving)];
  await Promise.all(ending.map(callsThatEnd));
  const cancelling = ending.map((session) => callsToCancel(session));
  const abandoned = leaving.map(({ client }) => client.callTool({ name: 'sleep', arguments: { ms: LONG } }).catch(() => {}));
  // A cancellation is a request of its own, which may overtake its call until the server has that.
  await callsInFlight(metricsPort, (SESSIONS.ending * CALLS.cancelled) + SESSIONS.leaving);
  await Promise.all([...cancelling.map((cancel) => cancel()), ...leaving.map(({ client }) => client.close())]);
  await Promise.all(abandoned);
  // A client that cancels does not wait until the server has heard of it.
  await callsInFlight(metricsPort, 0);
  await Promise.all(ending.map(({ end }) => end()));
}

/** Checks the counts of all that against what was asked. */
export function expectMixedCalls(samples: Samples): void {
  const of = (labels: Record<string, string>) => samples.sum(COUNT, labels);
  const { ending, leaving } = SESSIONS;
  expect({
    good: of({ gen_ai_tool_name: 'add', mcp_method_name: 'tools/call' }),
    failing: of({ gen_ai_tool_name: 'fail', error_type: 'tool_error' }),
    unknownTool: of({ gen_ai_tool_name: '_OTHER' }),
    unknownMethod: of({ mcp_method_name: '_OTHER', rpc_response_status_code: '-32601' }),
    cancelled: of({ gen_ai_tool_name: 'sleep', error_type: 'cancelled' }),
    sleep: of({ gen_ai_tool_name: 'sleep' }),
    calls: of({ mcp_method_name: 'tools/call' }),
    initialize: of({ mcp_method_name: 'initialize' }),
    opened: samples.sum('mcp_server_sessions_total'),
    inFlight: samples.sum('mcp_server_operations_in_flight'),
  }).toEqual({
    good: ending * CALLS.good,
    failing: ending * CALLS.failing,
    unknownTool: ending * CALLS.unknownTool,
    unknownMethod: ending * CALLS.unknownMethod,
    cancelled: ending * CALLS.cancelled,
    sleep: (ending * CALLS.cancelled) + leaving,
    calls: (ending * (CALLS.good + CALLS.failing + CALLS.unknownTool + CALLS.cancelled)) + leaving,
    initialize: ending + leaving,
    opened: ending + leaving,
    inFlight: 0,
  });
}

/** Every kind of call that ends by itself. */
async function callsThatEnd({ client }: LegacyClient): Promise<void> {
  const times = async (count: number, call: (index: number) => Promise<unknown>) => {
    await Promise.all(Array.from({ length: count }, (_, index) => call(index)));
  };
  await times(CALLS.good, (index) => client.callTool({ name: 'add', arguments: { a: index, b: 1 } }));
  await times(CALLS.failing, () => client.callTool({ name: 'fail', arguments: {} }));
  await times(CALLS.unknownTool, (index) => client.callTool({ name: `unknown-${index}`, arguments: {} }).catch(() => {}));
  await times(CALLS.unknownMethod, () => client.request({ method: 'no/such/method' } as never, { parse: (x: unknown) => x } as never).catch(() => {}));
}

/** Begins calls, and returns what cancels them. */
function callsToCancel({ client }: LegacyClient): () => Promise<unknown> {
  const controller = new AbortController();
  const calls = Array.from({ length: CALLS.cancelled }, () => (
    client.callTool({ name: 'sleep', arguments: { ms: LONG } }, undefined, { signal: controller.signal }).catch(() => {})));
  return () => {
    controller.abort();
    return Promise.all(calls);
  };
}
