import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { askAgent } from '../../src/probe/ask-agent.js';
import { modernServer } from '../support/modern.js';
import { askRaw, targetAt } from '../support/probing.js';
import { programFile, startProgram } from '../support/program.js';
import { rawServer } from '../support/proxied.js';
import { startFastMcp } from '../support/python.js';
import { eventually, freePort, serveFixture } from '../support/running.js';
import { scrape } from '../support/scrape.js';

const PATIENCE = 60_000;

describe('agents that answer', () => {
  test.each([
    { sdk: 'v1', era: 'legacy', protocolVersion: '2025-11-25' },
    { sdk: 'v2', era: 'modern', protocolVersion: '2026-07-28' },
  ] as const)('serve() on the SDK $sdk is spoken to in the newest version that it has, and nothing is left of it', async ({ sdk, era, protocolVersion }) => {
    const running = await serveFixture(sdk);
    try {
      const outcome = await askAgent(targetAt(running.port));

      expect(outcome).toMatchObject({ reason: undefined, described: { name: 'fixture', version: '1.2.3', era, protocolVersion } });
      expect(Object.keys(outcome.phases).sort()).toEqual(era === 'legacy' ? ['connect', 'end', 'handshake', 'list', 'ping'] : ['connect', 'handshake', 'list']);
      Object.values(outcome.phases).forEach((seconds) => expect(seconds).toBeGreaterThan(0));
      const samples = await scrape(running.metricsPort);
      expect(samples.sum('mcp_server_sessions_active')).toBe(0);
      expect(samples.sum('mcp_server_sessions_ended_total', { reason: 'client' })).toBe(era === 'legacy' ? 1 : 0);
      expect(samples.sum('mcp_server_sessions_total', { client_name: 'mcp-probe' })).toBe(era === 'legacy' ? 1 : 0);
      expect(samples.sum('mcp_server_streams_active')).toBe(0);
    } finally {
      await running.stop();
    }
  }, PATIENCE);

  test.each([
    { program: 'v1-express.mjs', era: 'auto', spoken: 'legacy' },
    { program: 'v2-node.mjs', era: 'legacy', spoken: 'legacy' },
    { program: 'v2-node.mjs', era: 'modern', spoken: 'modern' },
  ] as const)('$program, a server of an SDK alone, asked in the era "$era"', async ({ program, era, spoken }) => {
    const server = await startProgram([programFile(program)]);
    try {
      expect(await askAgent(targetAt(server.port, { era }))).toMatchObject({ reason: undefined, described: { name: 'bare', era: spoken } });
    } finally {
      await server.end('SIGKILL');
    }
  }, PATIENCE);

  test('a server on FastMCP', async () => {
    const server = await startFastMcp();
    try {
      expect(await askAgent(targetAt(server.port))).toMatchObject({ reason: undefined, described: { name: 'fastmcp' } });
    } finally {
      await server.end();
    }
  }, 120_000);

  test('those that know clients by a token are asked with that of the file as it is now', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'probe-'));
    const tokenFile = join(folder, 'token');
    const server = await modernServer();
    const guarded: RequestListener = (request, response) => (
      request.headers.authorization === 'Bearer renewed' ? server.server.emit('request', request, response) : response.writeHead(401).end()
    );
    try {
      writeFileSync(tokenFile, 'first\n');
      expect((await askRaw(guarded, { tokenFile })).reason).toBe('unauthorized');
      writeFileSync(tokenFile, 'renewed\n');
      expect((await askRaw(guarded, { tokenFile })).reason).toBeUndefined();
      rmSync(tokenFile);
      expect(await askRaw(guarded, { tokenFile })).toMatchObject({
        reason: 'credentials', error: { message: expect.stringContaining('tokenFile can\'t be read') },
      });
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  });

  test('over TLS, the authority must be one that is known', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'probe-'));
    const modern = await modernServer();
    execFileSync('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-subj', '/CN=agent',
      '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', 'tls.key', '-out', 'tls.crt',
    ], { cwd: folder, stdio: 'pipe' });
    const file = (name: string) => join(folder, name);
    const server = createServer({ cert: readFileSync(file('tls.crt')), key: readFileSync(file('tls.key')) }, (...exchange) => modern.server.emit('request', ...exchange));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const ask = (caFile?: string) => askAgent(targetAt(port, { url: `https://127.0.0.1:${port}/mcp`, caFile }));
      expect(await ask(file('tls.crt'))).toMatchObject({ reason: undefined, phases: { connect: expect.any(Number) } });
      expect((await ask()).reason).toBe('tls');
      expect((await ask(file('none.crt'))).reason).toBe('credentials');
    } finally {
      server.close();
      server.closeAllConnections();
      await modern.stop();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('agents that fail', () => {
  const json = (status: number, message: object): RequestListener => async (request, response) => {
    const { id = null } = request.method === 'POST' ? JSON.parse(await text(request)) : {};
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, ...message }));
  };
  const result = (more: object) => ({ result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'raw', version: '1' }, ...more } });

  test.each<{ reason: string; what: string; handler: RequestListener; more?: object }>([
    { reason: 'unauthorized', what: 'asks for a token', handler: (_request, response) => response.writeHead(401, { 'www-authenticate': 'Bearer' }).end() },
    { reason: 'unauthorized', what: 'forbids', handler: (_request, response) => response.writeHead(403).end('no') },
    { reason: 'http_status', what: 'has another path', handler: (_request, response) => response.writeHead(404).end('Not Found') },
    { reason: 'http_status', what: 'is behind a proxy that finds nobody', handler: (_request, response) => response.writeHead(503).end('no healthy upstream') },
    { reason: 'http_status', what: 'sends elsewhere', handler: (_request, response) => response.writeHead(302, { location: 'https://login.example.com/' }).end() },
    { reason: 'not_mcp', what: 'serves a page', handler: (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>') },
    { reason: 'not_mcp', what: 'serves other JSON', handler: (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}') },
    { reason: 'not_mcp', what: 'answers initialize without what it must have', handler: json(200, { result: { hello: 'world' } }), more: { era: 'legacy' } },
    { reason: 'rpc_error', what: 'answers in the protocol that it can\'t', handler: json(200, { error: { code: -32603, message: 'broken' } }) },
    { reason: 'rpc_error', what: 'says so with a status too', handler: json(500, { error: { code: -32603, message: 'broken' } }) },
    { reason: 'protocol_version', what: 'has only versions that nobody knows', handler: json(200, result({ protocolVersion: '1999-01-01' })), more: { era: 'legacy' } },
    { reason: 'connection', what: 'hangs up', handler: (request) => request.socket.destroy() },
  ])('$reason: one that $what', async ({ reason, handler, more }) => {
    const outcome = await askRaw(handler, more);
    expect(outcome).toMatchObject({ reason, error: { message: expect.stringMatching(/\S/) } });
  });

  test('connection: one that nobody serves', async () => {
    expect(await askAgent(targetAt(await freePort()))).toMatchObject({ reason: 'connection', error: { message: expect.stringContaining('ECONNREFUSED') } });
  });

  test('name_resolution: one whose Service is not there', async () => {
    expect((await askAgent(targetAt(0, { url: 'http://nobody.mcp.svc.invalid:8000/mcp' }))).reason).toBe('name_resolution');
  });

  test('protocol_version: one of the modern era alone, asked as legacy clients do, and the other way round', async () => {
    const server = await modernServer();
    expect((await askAgent(targetAt(server.port, { era: 'legacy' }))).reason).toBe('protocol_version');
    await server.stop();
    const legacy = await serveFixture('v1');
    expect((await askAgent(targetAt(legacy.port, { era: 'modern' }))).reason).toBe('protocol_version');
    await legacy.stop();
  });

  test('timeout: one that takes the connection and says nothing', async () => {
    const outcome = await askRaw(() => {}, { timeoutSeconds: 0.3 });
    expect(outcome.reason).toBe('timeout');
    expect(outcome.seconds).toBeGreaterThanOrEqual(0.3);
    expect(outcome.seconds).toBeLessThan(3);
  });

  test('timeout: one that begins to answer and never ends, and one that lists its tools too slowly, whose session is ended all the same', async () => {
    const endless: RequestListener = (_request, response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': wait\n\n');
    expect((await askRaw(endless, { timeoutSeconds: 0.3 })).reason).toBe('timeout');

    const ended: string[] = [];
    const methods = new Set<string>();
    const server = await rawServer(async (request, response) => {
      const { id, method } = request.method === 'POST' ? JSON.parse(await text(request)) : {} as Record<string, undefined>;
      methods.add(request.method!);
      if (request.method === 'DELETE') {
        ended.push(request.headers['mcp-session-id'] as string);
      }
      if (method !== 'tools/list') {
        response.writeHead(id === undefined ? 202 : 200, { 'content-type': 'application/json', 'mcp-session-id': 'slow' })
          .end(id === undefined ? undefined : JSON.stringify({ jsonrpc: '2.0', id, ...method === 'initialize' ? result({}) : { result: {} } }));
      }
    });
    const { reason, phases } = await askAgent(targetAt(server.port, { timeoutSeconds: 0.5, era: 'legacy' }));
    expect(reason).toBe('timeout');
    expect(phases.list).toBeGreaterThan(0.2);
    expect(phases.ping).toBeLessThan(0.4);
    await eventually(() => ended.length === 1, 'the session is ended');
    expect([...methods]).toEqual(['POST', 'DELETE']); // and no stream for what the server says unasked
    await server.stop();
  });

  test('an answer without end is cut off', async () => {
    const block = Buffer.alloc(1024 * 1024, ' ');
    const flood: RequestListener = (request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const pour = () => {
        while (!response.destroyed && response.write(block));
      };
      request.socket.once('close', () => response.destroy());
      response.on('drain', pour);
      pour();
    };
    const outcome = await askRaw(flood, { timeoutSeconds: 10 });
    expect(outcome.reason).toBe('not_mcp');
    expect(outcome.seconds).toBeLessThan(9);
  }, PATIENCE);
});

test('an agent that should refuse clients without a token fails once it does not', async () => {
  expect((await askRaw((_request, response) => response.writeHead(401).end(), { expect: 'unauthorized' })).reason).toBeUndefined();
  const open = await modernServer();
  expect(await askAgent(targetAt(open.port, { expect: 'unauthorized' }))).toMatchObject({
    reason: 'unguarded', error: { message: expect.stringContaining('without a token') },
  });
  await open.stop();
  expect((await askAgent(targetAt(await freePort(), { expect: 'unauthorized' }))).reason).toBe('connection');
});
