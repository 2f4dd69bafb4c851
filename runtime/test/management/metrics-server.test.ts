import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request, RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { listen, stop } from '../../src/http/listen.js';
import { startMetricsServer } from '../../src/management/metrics-server.js';
import { Metrics } from '../../src/observation/metrics.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcp-metrics-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('metrics are read by whoever has the token, of which a renewed file counts at once', async () => {
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'first\n');
  const { port, server } = await startMetricsServer(new Metrics(), { port: 0, tokenFile });
  const ask = (authorization?: string) => fetch(`http://127.0.0.1:${port}/metrics`, { headers: authorization ? { authorization } : {} });

  expect((await ask()).headers.get('www-authenticate')).toBe('Bearer');
  expect((await ask('Bearer firsT')).status).toBe(401);
  expect(await (await ask('Bearer first')).text()).toContain('mcp_server_ready 0');
  writeFileSync(tokenFile, 'second');
  expect((await ask('Bearer first')).status).toBe(401);
  expect((await ask('Bearer second')).status).toBe(200);
  rmSync(tokenFile);
  expect((await ask('Bearer second')).status).toBe(500);
  writeFileSync(tokenFile, 'second');
  expect(await (await ask('Bearer second')).text()).toContain('mcp_server_errors_total{error_type="scrape"} 1');
  await stop(server);
});

test('with certificates, only clients of the authority are let in', async () => {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const keyed = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  openssl('req', '-x509', ...keyed, '-subj', '/CN=authority', '-keyout', 'ca.key', '-out', 'ca.crt');
  for (const name of ['tls', 'prometheus']) {
    openssl('req', '-x509', ...keyed, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', `${name}.key`, '-out', `${name}.crt`);
  }
  const { port, server } = await startMetricsServer(new Metrics(), { port: 0, tlsDir: folder });
  const ask = (options: RequestOptions) => new Promise<string>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/metrics', ca: readFileSync(join(folder, 'ca.crt')), ...options }, (response) => resolve(text(response))).once('error', reject).end();
  });

  const client = { cert: readFileSync(join(folder, 'prometheus.crt')), key: readFileSync(join(folder, 'prometheus.key')) };
  expect(await ask(client)).toContain('mcp_server_ready 0');
  await expect(ask({})).rejects.toThrow();
  await stop(server);
});

test('a file that is not there, and a port that is taken, end the start with a sentence', async () => {
  await expect(startMetricsServer(new Metrics(), { port: 0, tokenFile: '/nowhere/token' })).rejects.toThrow(
    /^MCP_METRICS_TOKEN_FILE names \/nowhere\/token, which can't be read: .* Mount the Secret there, or leave .* out\.$/);
  const { port, server } = await listen(() => {}, { port: 0 }, 'test', 'NONE');
  await expect(startMetricsServer(new Metrics(), { port })).rejects.toThrow(`Port ${port} of the metrics is taken by another process; set MCP_METRICS_PORT to a free one.`);
  await stop(server);
});
