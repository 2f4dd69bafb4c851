import { Balancer, startBalancer } from '../support/balancer.js';
import { bridgeTo, STDIO_SERVERS } from '../support/bridging.js';
import { connectLegacy } from '../support/clients.js';
import { startRedis, TestRedis } from '../support/redis.js';
import { freePort } from '../support/running.js';
import { scrape } from '../support/scrape.js';

const ADDRESSES = ['127.0.0.2', '127.0.0.3'];

const PATIENCE = 60_000;

let redis: TestRedis;
let replicas: Awaited<ReturnType<typeof bridgeTo>>[];
let balancer: Balancer;

beforeAll(async () => {
  redis = await startRedis();
  const [port, peersPort] = [await freePort(), await freePort()];
  replicas = await Promise.all(ADDRESSES.map((host) => bridgeTo(STDIO_SERVERS.tools, {
    host, port, redisUrl: redis.url, drainQuietSeconds: 1, peers: { port: peersPort, service: ADDRESSES.join(','), podIp: host },
  })));
  const targets = () => replicas.map(({ managementPort }, index) => ({ host: ADDRESSES[index], port, managementPort }));
  balancer = await startBalancer(targets);
}, PATIENCE);

afterAll(async () => {
  await balancer.end();
  await replicas[1].stop();
  await redis.end();
}, PATIENCE);

test('with Redis a session goes on in a process of another replica, and only what its process knew is lost', async () => {
  const clients = await Promise.all(Array.from({ length: 5 }, (_, index) => connectLegacy(balancer.port, `client-${index}`)));
  const pidOf = async ({ client }: (typeof clients)[number]) => {
    const { content } = await client.callTool({ name: 'pid', arguments: {} });
    return (content as { text: string }[])[0].text;
  };
  const before = await Promise.all(clients.map(pidOf));
  await replicas[0].stop();
  const after = await Promise.all(clients.map(pidOf));

  const moved = before.filter((pid, index) => pid !== after[index]);
  expect(moved.length).toBeGreaterThan(0);
  expect(new Set(after).size).toBe(clients.length);
  expect(await Promise.all(clients.map(pidOf))).toEqual(after);
  await Promise.all(clients.map(({ end }) => end()));
  expect((await scrape(replicas[1].metricsPort)).sum('mcp_server_sessions_active')).toBe(0);
}, PATIENCE);
