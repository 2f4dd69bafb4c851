import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addIn, openSession } from '../support/pods.js';
import { Program, programFile, startProgram } from '../support/program.js';
import { startRedis, TestRedis } from '../support/redis.js';
import { eventually, freePort } from '../support/running.js';
import { scrape } from '../support/scrape.js';

const SECRET = 'p4ssw0rd-that-nobody-may-see';

let redis: TestRedis | undefined;

afterEach(() => redis?.end());

function start(url: string, env: Readonly<Record<string, string>> = {}): Promise<Program> {
  return startProgram([programFile('replica.mjs')], { REDIS_URL: url, MCP_LOG_LEVEL: 'debug', MCP_POD_IP: '127.0.0.1', ...env });
}

function urlOf({ port }: Program): URL {
  return new URL(`http://127.0.0.1:${port}/mcp`);
}

async function errors({ metricsPort }: Program): Promise<number> {
  return (await scrape(metricsPort)).sum('mcp_server_errors_total', { error_type: 'redis' });
}

async function isReady({ managementPort }: Program): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${managementPort}/readyz`)).ok;
}

test('a session outlives its process, and the one after it', async () => {
  redis = await startRedis();
  const first = await start(redis.url);
  const id = await openSession(urlOf(first));
  expect(await first.end('SIGKILL')).toBe('SIGKILL');

  const second = await start(redis.url);
  expect((await addIn(urlOf(second), id)).text).toContain('"text":"3"');
  expect(await second.end()).toBe(0);

  const third = await start(redis.url);
  expect((await addIn(urlOf(third), id)).text).toContain('"text":"3"');
  expect((await scrape(third.metricsPort)).sum('mcp_server_forwarded_requests_total', { outcome: 'revived' })).toBe(1);
  await third.end('SIGKILL');
}, 30_000);

test('a Redis that is not there yet holds nothing up, and gets the sessions that were opened without it', async () => {
  redis = await startRedis();
  await redis.kill();
  const first = await start(redis.url);
  const id = await openSession(urlOf(first));
  expect((await addIn(urlOf(first), id)).status).toBe(200);
  expect(await isReady(first)).toBe(true);
  expect(await errors(first)).toBeGreaterThan(0);
  expect(first.errors()).toContain('"reason":"ECONNREFUSED"');

  await redis.restart();
  await eventually(() => first.errors().includes('connected to Redis'), 'the process finds Redis');
  await eventually(async () => {
    const second = await start(redis!.url);
    const { status } = await addIn(urlOf(second), id);
    await second.end('SIGKILL');
    return status === 200;
  }, 'the session is in Redis', 20_000);
  await first.end('SIGKILL');
}, 40_000);

test('a Redis that goes holds nothing up; what it alone could tell is unavailable, and not lost', async () => {
  redis = await startRedis();
  const program = await start(redis.url, { MCP_DRAIN_LIMIT_SECONDS: '1' });
  const id = await openSession(urlOf(program));
  await redis.kill();

  expect((await addIn(urlOf(program), id)).status).toBe(200);
  expect((await addIn(urlOf(program), await openSession(urlOf(program)))).status).toBe(200);
  expect((await addIn(urlOf(program), 'made-up')).status).toBe(503);
  expect(await isReady(program)).toBe(true);
  expect(await errors(program)).toBeGreaterThan(0);
  expect(program.errors().match(/Redis does not answer/g)).toHaveLength(1);
  expect(await program.end()).toBe(0);
}, 40_000);

test('a password is used, and never told', async () => {
  redis = await startRedis(() => ['--requirepass', SECRET]);
  const right = await start(`redis://:${SECRET}@127.0.0.1:${redis.port}/2`);
  const id = await openSession(urlOf(right));
  await right.end('SIGKILL');
  const again = await start(`redis://:${SECRET}@127.0.0.1:${redis.port}/2`);
  expect((await addIn(urlOf(again), id)).status).toBe(200);
  await again.end('SIGKILL');

  const wrong = await start(`redis://:${SECRET}-not@127.0.0.1:${redis.port}/2`);
  expect((await addIn(urlOf(wrong), await openSession(urlOf(wrong)))).status).toBe(200);
  await eventually(() => wrong.errors().includes('WRONGPASS'), 'the log tells why');
  await wrong.end('SIGKILL');
  expect(right.errors() + again.errors() + wrong.errors()).not.toContain(SECRET);
}, 40_000);

test.each([`http://:${SECRET}@127.0.0.1`, `:${SECRET}@nowhere`])('%s is refused at the start, and never told', async (url) => {
  const failed = await start(url).catch((error: Error) => error.message);
  expect(failed).toContain('REDIS_URL must be like');
  expect(failed).not.toContain(SECRET);
}, 40_000);

test('Redis may speak TLS', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redis-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const port = await freePort();
  redis = await startRedis(() => ['--tls-port', String(port), '--tls-cert-file', cert, '--tls-key-file', key, '--tls-auth-clients', 'no']);
  const trusting = { NODE_EXTRA_CA_CERTS: cert };
  const first = await start(`rediss://localhost:${port}`, trusting);
  const id = await openSession(urlOf(first));
  await first.end('SIGKILL');
  const second = await start(`rediss://localhost:${port}`, trusting);
  expect((await addIn(urlOf(second), id)).status).toBe(200);
  await second.end('SIGKILL');

  const distrusting = await start(`rediss://localhost:${port}`);
  expect((await addIn(urlOf(distrusting), await openSession(urlOf(distrusting)))).status).toBe(200);
  expect(await errors(distrusting)).toBeGreaterThan(0);
  await distrusting.end('SIGKILL');
}, 40_000);
