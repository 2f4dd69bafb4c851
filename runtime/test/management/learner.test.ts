import { modernServer } from '../support/modern.js';
import { Proxy, proxyTo, RawServer } from '../support/proxied.js';
import { scrape } from '../support/scrape.js';

let server: RawServer;
let proxy: Proxy;

beforeEach(async () => {
  server = await modernServer();
  proxy = await proxyTo(server.port);
});

afterEach(async () => {
  await proxy.stop();
  await server.stop();
});

test('a server of the modern era alone, which names itself in the metadata of its results, is known by name', async () => {
  const samples = await scrape(proxy.metricsPort);

  expect(samples.of('mcp_server_info')[0].labels).toMatchObject({ name: 'fixture', version: '1.2.3' });
  expect(samples.sum('mcp_server_ready')).toBe(1);
});
