import { freePort, quietOptions } from './running.js';
import { Samples, scrape } from './scrape.js';
import { buildServer, SdkName } from './servers.js';
import { Guard } from '../../src/http/guard.js';
import { AnyServer } from '../../src/observation/observe-server.js';
import { Base, run, Running } from '../../src/runtime.js';
import { checkedFactory, observedFactory } from '../../src/serve/factory.js';
import { sdkOf } from '../../src/serve/sdk.js';
import { ServedFactory } from '../../src/serve/served-factory.js';
import { openStore, overReplicas, selfOf } from '../../src/sessions/replicas.js';
import { readSettings, Settings } from '../../src/settings/settings.js';

/** Replicas that run in the test's own process, each at an address of its own, and who takes a client at its word. */
export interface Pod extends Running {
  readonly url: URL;
  readonly peersUrl: URL;
  samples(): Promise<Samples>;
}

export interface PodsOptions {
  readonly sdk?: SdkName;
  readonly settings?: Partial<Settings>;
  readonly build?: () => AnyServer | Promise<AnyServer>;
}

/** The header in which a test's client says who it is; what a token proves elsewhere. */
export const USER_HEADER = 'x-test-user';

const byHeader: Guard = (request) => {
  const clientId = request.headers[USER_HEADER];
  request.auth = clientId === undefined ? undefined : { token: 'none', clientId, scopes: [] } as never;
  return true;
};

/** Starts replicas at 127.0.0.2, 127.0.0.3, ... */
export async function startPods(count: number, options: PodsOptions = {}): Promise<Pod[]> {
  const { sdk = 'v1', settings = {}, build = () => buildServer(sdk) } = options;
  const hosts = Array.from({ length: count }, (_, index) => `127.0.0.${index + 2}`);
  const [port, peersPort] = [await freePort(), await freePort()];
  return Promise.all(hosts.map(async (host) => {
    const base = new Base({
      ...readSettings({}),
      ...await quietOptions(),
      drainLimitSeconds: 0,
      port,
      host,
      peers: { port: peersPort, service: hosts.join(), podIp: host },
      ...settings,
    }, 'serve');
    const served = new ServedFactory({
      base,
      sdk: await sdkOf(buildServer(sdk)),
      factory: observedFactory(checkedFactory(build), base.observer),
      probe: { probe: async () => {}, close: async () => {} },
      owner: selfOf(base.settings),
      store: await openStore(base),
    });
    const running = await run(base, served, { ...overReplicas(base, served, served.portable), guards: [byHeader] });
    return {
      ...running,
      url: new URL(`http://${host}:${port}/mcp`),
      peersUrl: new URL(`http://${host}:${peersPort}/mcp`),
      samples: () => scrape(running.metricsPort!),
    };
  }));
}

/** The sum of a metric over pods. */
export async function sumOf(pods: readonly Pod[], metric: string, labels?: Readonly<Record<string, string>>): Promise<number> {
  const samples = await Promise.all(pods.map((pod) => pod.samples()));
  return samples.reduce((total, one) => total + one.sum(metric, labels), 0);
}

/** Opens a session as a client that sends no more than it must, and resolves with its id. */
export async function openSession(url: URL, headers: Record<string, string> = {}): Promise<string> {
  const response = await send(url, { id: 0, method: 'initialize', params: INITIALIZE }, headers);
  await response.text();
  return response.headers.get('mcp-session-id')!;
}

/** What a client says first. */
export const INITIALIZE = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test-client', version: '1.0.0' } };

/** Sends one message. */
export function send(url: URL, message: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    headers: { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', ...headers },
  });
}

let calls = 1;

/** Calls `add` in a session, and resolves with the status and what was answered. */
export async function addIn(url: URL, sessionId: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  const call = { id: calls++, method: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 2 } } };
  const response = await send(url, call, { 'mcp-session-id': sessionId, 'mcp-protocol-version': '2025-11-25', ...headers });
  return { status: response.status, text: await response.text() };
}
