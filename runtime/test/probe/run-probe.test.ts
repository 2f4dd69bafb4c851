import { mkdtempSync, rmSync, symlinkSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningProbe, runProbe } from '../../src/probe/run-probe.js';
import { mcpAgent } from '../support/cli.js';
import { modernServer } from '../support/modern.js';
import { CLI, startProgram } from '../support/program.js';
import { RawServer, rawServer } from '../support/proxied.js';
import { eventually, freePort, quietOptions, serveFixture } from '../support/running.js';
import { Samples, scrape } from '../support/scrape.js';

const PATIENCE = 30_000;

let folder: string;
let configFile: string;
let probe: RunningProbe | undefined;
const servers: RawServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probe-'));
  configFile = join(folder, 'targets.json');
});

afterEach(async () => {
  await probe?.stop();
  probe = undefined;
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  rmSync(folder, { recursive: true });
});

const targetOf = (agent: string, port: number, more: object = {}) => ({ namespace: 'mcp', agent, url: `http://127.0.0.1:${port}/mcp`, ...more });
const configOf = (targets: object[], more: object = {}) => JSON.stringify({ intervalSeconds: 1, targets, ...more });

async function start(targets: object[], more: object = {}): Promise<RunningProbe> {
  writeFileSync(configFile, configOf(targets, more));
  probe = await runProbe({ ...await quietOptions(), configFile, lookEvery: 20 });
  return probe;
}

const samplesOf = ({ metricsPort }: RunningProbe): Promise<Samples> => scrape(metricsPort!);

function until(running: RunningProbe, what: string, holds: (samples: Samples) => boolean): Promise<void> {
  return eventually(async () => holds(await samplesOf(running)), what);
}

test('an agent that answers and one that is gone, as Prometheus sees them', async () => {
  const server = await modernServer();
  servers.push(server);
  const running = await start([targetOf('weather', server.port), targetOf('gone', await freePort())]);
  await until(running, 'both were probed', (samples) => samples.of('mcp_probe_success').length === 2 && samples.sum('mcp_probe_success') === 1);

  const samples = await samplesOf(running);
  const weather = { namespace: 'mcp', agent: 'weather' };
  const gone = { namespace: 'mcp', agent: 'gone' };
  expect(samples.sum('mcp_probe_success', weather)).toBe(1);
  expect(samples.sum('mcp_probe_duration_seconds_count', weather)).toBeGreaterThan(0);
  expect(samples.sum('mcp_probe_last_success_timestamp_seconds', weather)).toBeGreaterThan(Date.now() / 1000 - 60);
  expect(samples.of('mcp_probe_phase_duration_seconds', weather).map(({ labels }) => labels.phase)).toEqual(['connect', 'handshake', 'list']);
  expect(samples.of('mcp_probe_target_info', weather)[0].labels).toMatchObject({ name: 'fixture', version: '1.2.3', mcp_protocol_version: '2026-07-28' });
  expect(samples.of('mcp_probe_failure', weather)).toEqual([]);

  expect(samples.of('mcp_probe_success', gone)[0].value).toBe(0);
  expect(samples.sum('mcp_probe_duration_seconds_count', gone)).toBe(0);
  expect(samples.of('mcp_probe_last_success_timestamp_seconds', gone)).toEqual([]);
  expect(samples.of('mcp_probe_failure', gone)).toMatchObject([{ labels: { reason: 'connection' }, value: 1 }]);
  expect(samples.sum('mcp_probe_failures_total', { ...gone, reason: 'connection' })).toBe(samples.sum('mcp_probes_total', gone));
  expect(samples.sum('mcp_probe_targets')).toBe(2);
}, PATIENCE);

test('an agent that fails and comes back changes its reason, and is a success again', async () => {
  let status = 401;
  const server = await modernServer();
  servers.push(server, await rawServer((request, response) => (status === 0 ? server.server.emit('request', request, response) : response.writeHead(status).end())));
  const running = await start([targetOf('weather', servers[1].port)]);
  const failsWith = (reason: string) => until(running, reason, (samples) => samples.sum('mcp_probe_failure', { reason }) === 1);

  await failsWith('unauthorized');
  status = 503;
  await failsWith('http_status');
  expect((await samplesOf(running)).of('mcp_probe_failure')).toHaveLength(1);
  status = 0;
  await until(running, 'success', (samples) => samples.sum('mcp_probe_success') === 1);
  expect((await samplesOf(running)).of('mcp_probe_failure')).toEqual([]);
}, PATIENCE);

test('an agent that is rolled out in another era does not fail for it', async () => {
  const [legacy, modern] = [await serveFixture('v1'), await modernServer()];
  let port = legacy.port;
  // An address that stays, as a Service's does.
  servers.push(modern, await rawServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name)));
    const answer = await fetch(`http://127.0.0.1:${port}${request.url}`, {
      method: request.method, headers: headers as Record<string, string>, body: chunks.length ? Buffer.concat(chunks) : undefined,
    });
    const sessionId = answer.headers.get('mcp-session-id');
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'text/plain', ...sessionId === null ? {} : { 'mcp-session-id': sessionId },
    }).end(await answer.text());
  }));
  const running = await start([targetOf('weather', servers[1].port)]);
  const speaks = (version: string) => until(running, version, (samples) => samples.sum('mcp_probe_target_info', { mcp_protocol_version: version }) === 1);

  await speaks('2025-11-25');
  port = modern.port;
  await speaks('2026-07-28');
  port = legacy.port;
  await speaks('2025-11-25');
  expect((await samplesOf(running)).sum('mcp_probe_failures_total')).toBe(0);
  await legacy.stop();
}, PATIENCE);

test('one agent is never probed twice at once, and those that had to wait are counted', async () => {
  let open = 0;
  let most = 0;
  servers.push(await rawServer((_request, response) => {
    most = Math.max(most, ++open);
    response.once('close', () => open--);
  }));
  const slow = targetOf('slow', servers[0].port, { timeoutSeconds: 1 });
  const running = await start([slow, { ...slow, agent: 'other' }, { ...slow, agent: 'third' }], { concurrency: 1 });
  await until(running, 'skipped', (samples) => samples.sum('mcp_probes_skipped_total') >= 2);

  expect(most).toBe(1);
  expect((await samplesOf(running)).of('mcp_probe_failure', { agent: 'slow' })[0]).toMatchObject({ labels: { reason: 'timeout' } });
}, PATIENCE);

test('a changed configuration is obeyed, as the kubelet changes it, and one that makes no sense is not', async () => {
  const server = await modernServer();
  servers.push(server);
  const version = (name: string, text: string) => writeFileSync(join(folder, name), text);
  version('..one', configOf([targetOf('weather', server.port), targetOf('files', server.port)]));
  symlinkSync('..one', configFile);
  probe = await runProbe({ ...await quietOptions(), configFile, lookEvery: 20 });
  await until(probe, 'both', (samples) => samples.of('mcp_probe_success').length === 2);
  const probes = (await samplesOf(probe)).sum('mcp_probes_total', { agent: 'weather' });

  version('..two', configOf([targetOf('weather', server.port), targetOf('search', server.port)]));
  symlinkSync('..two', join(folder, 'next'));
  renameSync(join(folder, 'next'), configFile);
  await until(probe, 'the new one', (samples) => samples.sum('mcp_probe_success', { agent: 'search' }) === 1);
  const changed = await samplesOf(probe);
  expect(changed.of('mcp_probe_success', { agent: 'files' })).toEqual([]);
  expect(['mcp_probes_total', 'mcp_probe_target_info', 'mcp_probe_phase_duration_seconds', 'mcp_probe_duration_seconds_count']
    .flatMap((name) => changed.of(name, { agent: 'files' }))).toEqual([]);
  expect(changed.sum('mcp_probes_total', { agent: 'weather' })).toBeGreaterThanOrEqual(probes);

  version('..two', '{');
  await until(probe, 'refused', (samples) => samples.sum('mcp_probe_config_last_reload_successful') === 0);
  expect((await samplesOf(probe)).sum('mcp_probe_targets')).toBe(2);
  version('..two', configOf([targetOf('weather', server.port)]));
  await until(probe, 'taken', (samples) => samples.sum('mcp_probe_config_last_reload_successful') === 1 && samples.sum('mcp_probe_targets') === 1);
}, PATIENCE);

test('the program tells of its health, and ends at SIGTERM with no session left behind', async () => {
  const agent = await serveFixture('v1');
  writeFileSync(configFile, configOf([targetOf('weather', agent.port)]));
  const program = await startProgram([CLI, 'probe', '--config', configFile]);
  const health = async (path: string) => (await fetch(`http://127.0.0.1:${program.managementPort}/${path}`)).status;
  expect([await health('livez'), await health('readyz'), await health('nothing')]).toEqual([200, 200, 404]);
  await eventually(async () => (await scrape(program.metricsPort)).sum('mcp_probe_success') === 1, 'a success');

  expect(await program.end('SIGTERM')).toBe(0);
  expect((await scrape(agent.metricsPort)).sum('mcp_server_sessions_active')).toBe(0);
  await agent.stop();
}, PATIENCE);

test('a configuration that is not there or makes no sense ends the start with a sentence', async () => {
  const missing = await mcpAgent(['probe', '--config', '/nowhere/targets.json']);
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(/targets\.json can't be read: .* Mount the ConfigMap there/) });
  writeFileSync(configFile, '{"targets": [{}]}');
  expect(await mcpAgent(['probe', '--config', configFile])).toMatchObject({ code: 1, stderr: expect.stringContaining('namespace of targets[0] is missing') });
}, PATIENCE);
