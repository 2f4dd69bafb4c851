import { Balancer, startBalancer } from '../support/balancer.js';
import { bridgeTo, STDIO_SERVERS } from '../support/bridging.js';
import { connectLegacy } from '../support/clients.js';
import { freePort } from '../support/running.js';
import { scrape } from '../support/scrape.js';

/** Each replica is a pod with an address of its own. */
const ADDRESSES = ['127.0.0.2', '127.0.0.3', '127.0.0.4'];

const PATIENCE = 60_000;

let replicas: Awaited<ReturnType<typeof bridgeTo>>[];
let balancer: Balancer;

beforeAll(async () => {
  const [port, peersPort] = [await freePort(), await freePort()];
  replicas = await Promise.all(ADDRESSES.map((host) => bridgeTo(STDIO_SERVERS.tools, {
    host, port, peers: { port: peersPort, service: ADDRESSES.join(','), podIp: host },
  })));
  balancer = await startBalancer(() => replicas.map(({ managementPort }, index) => ({ host: ADDRESSES[index], port, managementPort })));
}, PATIENCE);

afterAll(async () => {
  await balancer.end();
  await Promise.all(replicas.map((replica) => replica.stop()));
}, PATIENCE);

test('any replica takes the requests of every session, and one has its process', async () => {
  const clients = await Promise.all(Array.from({ length: 7 }, (_, index) => connectLegacy(balancer.port, `client-${index}`)));
  for (const { client } of clients) {
    const pids = new Set<string>();
    for (let call = 0; call < 5; call++) {
      const { content } = await client.callTool({ name: 'pid', arguments: {} });
      pids.add((content as { text: string }[])[0].text);
    }
    expect(pids.size).toBe(1);
    const asked = await client.callTool({ name: 'ask', arguments: { prompt: 'who are you?' } });
    expect(asked.content).toEqual([{ type: 'text', text: 'who are you?' }]);
  }
  await Promise.all(clients.map(({ end }) => end()));
  const samples = await Promise.all(replicas.map(({ metricsPort }) => scrape(metricsPort)));
  const sum = (name: string, labels = {}) => samples.reduce((total, one) => total + one.sum(name, labels), 0);
  expect(sum('mcp_server_sessions_total')).toBe(7);
  expect(sum('mcp_server_sessions_active')).toBe(0);
  expect(sum('mcp_server_forwarded_requests_total', { outcome: 'forwarded' })).toBeGreaterThan(0);
  expect(sum('mcp_server_forwarded_requests_total', { outcome: 'lost' })).toBe(0);
}, PATIENCE);
