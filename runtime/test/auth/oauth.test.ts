import { ClientCredentialsProvider } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { connectLegacy, connectModern, post, urlOf } from '../support/clients.js';
import { Issuer } from '../support/issuer.js';
import { CLI, Program, programFile, REGISTER, startProgram } from '../support/program.js';
import { eventually } from '../support/running.js';
import { scrape } from '../support/scrape.js';

const TOOLS_LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const text = (result: unknown) => (result as { content: { text: string }[] }).content[0].text;

let issuer: Issuer;
let env: Record<string, string>;

beforeAll(async () => {
  issuer = await Issuer.start();
  env = { MCP_OAUTH_ISSUER: issuer.url, MCP_OAUTH_AUDIENCE: 'mcp', MCP_OAUTH_SCOPES: 'tools', MCP_AUDIT: 'calls' };
});

afterAll(() => issuer.stop());

type Start = (more?: Record<string, string>) => Promise<Program>;

const started = (...args: string[]): Start => (more) => startProgram(args, { ...env, ...more });
const served = { name: 'serve, SDK v1', tells: true, start: started(programFile('serve.mjs'), 'v1') };
const servedOnV2 = { name: 'serve, SDK v2', tells: true, start: started(programFile('serve.mjs'), 'v2') };
const registered = { name: 'register, SDK v1', tells: true, start: started('--import', REGISTER, programFile('v1-express.mjs')) };
const bridged = { name: 'bridge', tells: false, start: started(CLI, 'bridge', '--', process.execPath, programFile('stdio.mjs')) };

/** The ways to serve, and whether the server's handlers are told who calls. */
const MODES: readonly { readonly name: string; readonly tells: boolean; readonly start: Start }[] = [
  served,
  servedOnV2,
  registered,
  { name: 'register, SDK v2', tells: true, start: started('--import', REGISTER, programFile('v2-node.mjs')) },
  bridged,
  {
    name: 'proxy',
    tells: false,
    start: async () => {
      const upstream = await startProgram([programFile('v1-express.mjs')]);
      return startProgram([CLI, 'proxy', '--upstream', `http://127.0.0.1:${upstream.port}/mcp`], env);
    },
  },
];

describe.each(MODES)('a server that asks for tokens: $name', ({ tells, start }) => {
  let program: Program;

  beforeAll(async () => {
    program = await start();
  }, 30_000);

  afterAll(() => program.end('SIGKILL'));

  test('says to a client without a token where to get one', async () => {
    const response = await post(program.port, TOOLS_LIST);
    expect(response.status).toBe(401);
    const place = `http://127.0.0.1:${program.port}/.well-known/oauth-protected-resource/mcp`;
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer error="invalid_token", error_description="Missing Authorization header", scope="tools", resource_metadata="${place}"`);
    expect(await (await fetch(place)).json()).toEqual({
      resource: urlOf(program.port).href, authorization_servers: [issuer.url], scopes_supported: ['tools'], bearer_methods_supported: ['header'],
    });
    const old = await fetch(`http://127.0.0.1:${program.port}/.well-known/oauth-authorization-server`);
    expect(await old.json()).toMatchObject({ issuer: issuer.url });
  });

  test('refuses tokens that are not for it, or for less than it asks for', async () => {
    const expired = await post(program.port, TOOLS_LIST, bearer(await issuer.token({ sub: 'ann', scope: 'tools' }, { expires: 1 })));
    expect(expired.status).toBe(401);
    const foreign = await post(program.port, TOOLS_LIST, bearer(await issuer.token({ sub: 'ann', scope: 'tools' }, { audience: 'another' })));
    expect(foreign.status).toBe(401);
    const narrow = await post(program.port, TOOLS_LIST, bearer(await issuer.token({ sub: 'ann', scope: 'files' })));
    expect(narrow.status).toBe(403);
    expect(narrow.headers.get('www-authenticate')).toMatch(/^Bearer error="insufficient_scope".* scope="tools"/);
    expect((await post(program.port, TOOLS_LIST, { authorization: 'Basic YWRtaW46YWRtaW4=' })).status).toBe(401);
  });

  test('tells its tools and its audit log who calls, and the probe needs no token', async () => {
    const { client } = await connectLegacy(program.port, 'ann\'s', bearer(await issuer.token({ sub: 'ann', scope: 'tools' })));
    expect(text(await client.callTool({ name: 'whoami', arguments: {} }))).toBe(tells ? 'ann' : 'undefined');
    await client.close();
    await eventually(() => /"audit":true,"principal":"ann","tool":"whoami"/.test(program.errors()), 'an audit line');
    await eventually(async () => (await fetch(`http://127.0.0.1:${program.managementPort}/readyz`)).status === 200, 'ready');
  });

  test('lets a client through that gets its own token', async () => {
    const authProvider = new ClientCredentialsProvider({ clientId: 'robot', clientSecret: 'secret', expectedIssuer: issuer.url });
    const client = new Client({ name: 'robot', version: '1.0.0' });
    await client.connect(new StreamableHTTPClientTransport(urlOf(program.port), { authProvider }));
    expect(text(await client.callTool({ name: 'whoami', arguments: {} }))).toBe(tells ? 'robot' : 'undefined');
    await client.close();
  });

  test('counts what it refused', async () => {
    const samples = await scrape(program.metricsPort);
    expect(samples.sum('mcp_server_http_responses_total', { code: '401' })).toBeGreaterThanOrEqual(4);
    expect(samples.sum('mcp_server_http_responses_total', { code: '403' })).toBe(1);
    expect(samples.sum('mcp_server_operation_duration_seconds_count', { mcp_method_name: 'tools/list' })).toBe(0);
  });
});

describe.each([served, registered, bridged, MODES[5]])('a session: $name', ({ start }) => {
  test('belongs to whoever opened it', async () => {
    const program = await start();
    const { client, transport } = await connectLegacy(program.port, 'ann\'s', bearer(await issuer.token({ sub: 'ann', scope: 'tools' })));
    const session = { 'mcp-session-id': transport.sessionId!, 'mcp-protocol-version': '2025-11-25' };
    const eve = await post(program.port, TOOLS_LIST, { ...session, ...bearer(await issuer.token({ sub: 'eve', scope: 'tools' })) });
    expect(eve.status).toBe(404);
    const again = await post(program.port, TOOLS_LIST, { ...session, ...bearer(await issuer.token({ sub: 'ann', scope: 'tools' })) });
    expect(again.status).toBe(200);
    await again.text();
    await client.close();
    await program.end('SIGKILL');
  }, 30_000);
});

test('the modern era knows its caller too', async () => {
  const program = await servedOnV2.start();
  const client = await connectModern(program.port, 'ann\'s', bearer(await issuer.token({ sub: 'ann', scope: 'tools' })));
  expect(text(await client.callTool({ name: 'whoami', arguments: {} }))).toBe('ann');
  await client.close();
  await program.end('SIGKILL');
});

test('an issuer that is away is no fault of the client', async () => {
  const away = await Issuer.start();
  const token = await away.token({ sub: 'ann', scope: 'tools' });
  await away.stop();
  const program = await servedOnV2.start({ MCP_OAUTH_ISSUER: away.url });
  const response = await post(program.port, TOOLS_LIST, bearer(token));
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('30');
  expect(program.errors()).toContain(`The keys of the issuer ${away.url} can't be fetched`);
  expect((await scrape(program.metricsPort)).sum('mcp_server_errors_total', { error_type: 'oauth_issuer' })).toBe(1);
  await program.end('SIGKILL');
});

test('an issuer without an audience ends the process with a sentence', async () => {
  await expect(startProgram([programFile('serve.mjs'), 'v1'], { MCP_OAUTH_ISSUER: issuer.url })).rejects.toThrow(
    /neither MCP_OAUTH_RESOURCE nor MCP_OAUTH_AUDIENCE is: tokens that were issued for other servers would be taken/);
});
