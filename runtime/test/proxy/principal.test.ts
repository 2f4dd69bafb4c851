import { post } from '../support/clients.js';
import { Issuer } from '../support/issuer.js';
import { programFile, startProgram } from '../support/program.js';
import { proxyTo } from '../support/proxied.js';

const message = (id: number, method: string, params: object = {}) => JSON.stringify({ jsonrpc: '2.0', id, method, params });

test('a session is whoever\'s opened it, before a server that asks nobody who they are', async () => {
  const issuer = await Issuer.start();
  const server = await startProgram([programFile('v1-express.mjs')]);
  const proxy = await proxyTo(server.port, { oauth: { issuer: issuer.url, audience: 'mcp', resource: undefined, scopes: [] } });
  const as = async (sub: string) => ({ authorization: `Bearer ${await issuer.token({ sub })}` });
  expect((await post(proxy.port, message(1, 'tools/list'))).status).toBe(401);

  const opened = await post(proxy.port, message(1, 'initialize', {
    protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' },
  }), await as('ann'));
  const session = { 'mcp-session-id': opened.headers.get('mcp-session-id')!, 'mcp-protocol-version': '2025-11-25' };
  await opened.text();
  const asked = async (sub: string) => (await post(proxy.port, message(2, 'tools/list'), { ...session, ...await as(sub) })).status;

  expect(await asked('ann')).toBe(200);
  expect(await asked('bob')).toBe(404);
  await proxy.stop();
  await Promise.all([server.end('SIGKILL'), issuer.stop()]);
}, 30_000);
