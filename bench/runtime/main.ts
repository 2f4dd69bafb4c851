import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Caller } from './caller';
import { Comparison, compare, Measured } from './cpu';
import { EFFORT, IS_QUICK } from './effort';
import { Added, addedLatency } from './latency';
import { memoryOver } from './memory';
import { probeCost } from './probe';
import { freePort, program, ServerProcess, Start } from './server-process';
import { installed } from '../../tools/installed';
import { progress } from '../../tools/once';
import { Figure, publish } from '../figure';

const ROOT = join(__dirname, '..', '..');
const RUNTIME = join(ROOT, 'runtime');
const CLI = join(RUNTIME, 'lib', 'cli', 'main.js');
const REGISTER = join(RUNTIME, 'lib', 'register', 'register.js');

/** How far from 1 the CPU of the bare server against itself may lie; further off, the machine was too busy for the other ratios. */
const CPU_NOISE = 0.01;

/** How much a way may differ from itself, in milliseconds: a tenth of what is promised for the others. */
const LATENCY_NOISE: Added = { p50: 0.05, p90: 0.1 };

/** What can be measured by itself: `--only=memory`. */
const PARTS: Readonly<Record<string, () => Figure[] | Promise<Figure[]>>> = {
  single,
  cpu: metricsCpu,
  memory: metricsMemory,
  tracing: tracingCpu,
  ways: waysLatency,
  forwarded: forwardedLatency,
  probe: probeCost,
};

async function main(): Promise<void> {
  const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length).split(',');
  const unknown = only?.filter((part) => !(part in PARTS)) ?? [];
  if (unknown.length > 0) {
    throw new Error(`There is no part ${unknown.join(', ')}. There are: ${Object.keys(PARTS).join(', ')}.`);
  }
  build();
  for (const part of only ?? Object.keys(PARTS)) {
    publish(await PARTS[part](), { areJudged: !IS_QUICK });
  }
}

/** What the figures are of is what is in the sources. */
function build(): void {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', '--workspace', 'runtime', 'build'], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`the runtime does not compile:\n${stdout}${stderr}`);
  }
}

/** What is measured by itself, within one process. */
function single(): Figure[] {
  const { milliseconds, kibibytes } = print('scrape.mjs') as { milliseconds: number; kibibytes: number };
  return [
    { figure: 'observing a call, by itself', value: print('observation.mjs') as number, unit: 'CPU us', better: 'lower' },
    { figure: '/metrics, 100 tools with 2 outcomes and 1,000 sessions', value: milliseconds, unit: 'ms', better: 'lower', promise: 100, aim: 10 },
    { figure: 'size of that /metrics', value: kibibytes, unit: 'KiB', better: 'lower' },
  ];
}

/** Servers with metrics and without, on both SDKs. */
function comparisons(node?: string): Comparison[] {
  const of = (title: string, era: Comparison['era'], file: string): Comparison => ({
    title,
    era,
    bare: { args: [program(file), 'bare'], node },
    others: {
      register: { args: ['--import', REGISTER, program(file), 'bare'], node },
      serve: { args: [program(file), 'serve'], node },
    },
  });
  return [of('SDK v1, sessions', 'legacy', 'v1.mjs'), of('SDK v2, modern era', 'modern', 'v2.mjs')];
}

async function metricsCpu(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const comparison of comparisons()) {
    const measured = await compared(comparison);
    figures.push(...measured ? cpuFigures(comparison.title, measured) : []);
    figures.push(...Object.entries(measured?.others ?? {}).map(([name, ratio]) => cpuRatio(`${name} with metrics, ${comparison.title}`, ratio)));
  }
  return figures;
}

/** On the Node of the image, whose figures are promised; on one before 22.15 `register` needs a thread that loads modules. */
async function metricsMemory(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const comparison of comparisons(node24())) {
    for (const [name, value] of Object.entries(await memoryOver(comparison))) {
      figures.push({ ...memoryFigure(`${name} with metrics, ${comparison.title}, Node 24`, value), promise: 10, aim: 5 });
    }
  }
  const [{ others: { register }, ...comparison }] = comparisons();
  const older = await memoryOver({ ...comparison, others: { register } });
  return [...figures, memoryFigure(`register with metrics, ${comparison.title}, Node ${process.versions.node}`, older.register)];
}

function memoryFigure(what: string, value: number): Figure {
  return { figure: `${what}, resident memory over bare`, value, unit: 'MB', better: 'lower' };
}

async function tracingCpu(): Promise<Figure[]> {
  let exports = 0;
  const sink = createServer((request, response) => {
    exports++;
    request.resume().once('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const env = {
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(sink.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.1',
  };
  const node = node24();
  const title = 'SDK v1, Node 24';
  const measured = await compared({
    title,
    era: 'legacy',
    bare: { args: [program('v1.mjs'), 'bare'], node },
    others: {
      metrics: { args: ['--import', REGISTER, program('v1.mjs'), 'bare'], node },
      tracing: { args: ['--import', REGISTER, program('v1.mjs'), 'bare'], node, env },
    },
  });
  sink.close();
  sink.closeAllConnections();
  if (!measured) {
    return [];
  }
  if (exports === 0) {
    return unpublished(`${title}: no span was exported, so there was no tracing to measure`);
  }
  return [
    ...cpuFigures(title, measured),
    cpuRatio(`register with metrics, ${title}`, measured.others.metrics),
    {
      figure: `register with metrics and tracing at 10 %, ${title}, CPU a call against bare`,
      value: measured.others.tracing,
      unit: 'ratio',
      better: 'lower',
      aim: 1.05,
    },
  ];
}

/** The Node that the tests of conformance bring along. */
function node24(): string {
  return join(installed(join(RUNTIME, 'test', 'packages', 'conformance')), 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
}

/** Ways to a server that is not made with the runtime, and what else there is for that. */
async function waysLatency(): Promise<Figure[]> {
  const packages = join(installed(join(__dirname, 'packages')), 'node_modules');
  const stdio = program('stdio.mjs');
  const bare = await ServerProcess.start({ args: [program('v1.mjs'), 'bare'] });
  const starts: Record<string, Start> = {
    'proxy': { args: [CLI, 'proxy', '--upstream', `http://${bare.host}:${bare.port}/mcp`] },
    'bridge': { args: [CLI, 'bridge', '--', process.execPath, stdio] },
    'mcp-proxy 6.7.19': {
      args: (port) => [
        join(packages, 'mcp-proxy', 'dist', 'bin', 'mcp-proxy.mjs'), '--host', '127.0.0.1', '--port', `${port}`, '--server', 'stream',
        '--', process.execPath, stdio,
      ],
    },
    'supergateway 4.0.0': {
      args: (port) => [
        join(packages, 'supergateway', 'dist', 'index.js'), '--stdio', `${process.execPath} ${stdio}`,
        '--outputTransport', 'streamableHttp', '--stateful', '--port', `${port}`, '--logLevel', 'none',
      ],
    },
  };
  const servers = await eachOf(starts, (start) => ServerProcess.start(start));
  const added = await steady('ways to a server', async () => {
    const callers = await eachOf(servers, (server) => Caller.to(server));
    return addedLatency('ways to a server', { direct: await Caller.to(bare), control: await Caller.to(bare), ...callers });
  });
  await Promise.all([bare, ...Object.values(servers)].map((server) => server.stop()));
  if (!added) {
    return [];
  }
  return [
    ...controlFigures('ways to a server', added),
    ...Object.keys(starts).flatMap((name): Figure[] => {
      const isOurs = name === 'proxy' || name === 'bridge';
      return [
        { figure: `${name}, p50 more than direct, 200 calls/s`, value: added[name].p50, unit: 'ms', better: 'lower', ...isOurs && { promise: 0.5 } },
        { figure: `${name}, p90 more than direct, 200 calls/s`, value: added[name].p90, unit: 'ms', better: 'lower', ...isOurs && { promise: 1 } },
      ];
    }),
  ];
}

/** A request that arrives at one replica, of a session that another one has. */
async function forwardedLatency(): Promise<Figure[]> {
  const addresses = ['127.0.0.1', '127.0.0.2'];
  const peersPort = String(await freePort(addresses[0]));
  const [owner, other] = await Promise.all(addresses.map((host) => ServerProcess.start({
    args: [program('v1.mjs'), 'serve'],
    env: { MCP_HOST: host, MCP_PEERS_PORT: peersPort, MCP_PEERS_SERVICE: addresses.join(','), MCP_POD_IP: host },
    host,
  })));
  const added = await steady('forwarded requests', async () => {
    const direct = await Caller.to(owner);
    return addedLatency('forwarded requests', { direct, control: direct.at(owner), forwarded: direct.at(other) });
  });
  await Promise.all([owner, other].map((server) => server.stop()));
  return added ? [
    ...controlFigures('forwarded requests', added),
    { figure: 'forwarded request, p50 more than at the owner, 200 calls/s', value: added.forwarded.p50, unit: 'ms', better: 'lower', promise: 1 },
    { figure: 'forwarded request, p90 more than at the owner, 200 calls/s', value: added.forwarded.p90, unit: 'ms', better: 'lower' },
  ] : [];
}

/** The same names, each with what is made of its value. */
async function eachOf<From, To>(all: Readonly<Record<string, From>>, make: (value: From) => Promise<To>): Promise<Record<string, To>> {
  return Object.fromEntries(await Promise.all(Object.entries(all).map(async ([name, value]) => [name, await make(value)])));
}

function compared(comparison: Comparison): Promise<Measured | undefined> {
  return untilQuiet(comparison.title, () => compare(comparison), ({ control }) => (
    Math.abs(control - 1) <= CPU_NOISE ? undefined : `the bare server against itself is ${control.toPrecision(4)}`));
}

function steady(title: string, measure: () => Promise<Record<string, Added>>): Promise<Record<string, Added> | undefined> {
  return untilQuiet(title, measure, ({ control: { p50, p90 } }) => (
    Math.abs(p50) <= LATENCY_NOISE.p50 && Math.abs(p90) <= LATENCY_NOISE.p90
      ? undefined
      : `the direct way against itself differs by ${p50.toPrecision(2)} ms at p50 and ${p90.toPrecision(2)} ms at p90`));
}

/** Measures until the control says that the machine was quiet enough; figures of a busy one neither keep nor break a promise. */
async function untilQuiet<Result>(
  title: string, measure: () => Promise<Result>, trouble: (result: Result) => string | undefined,
): Promise<Result | undefined> {
  let why: string | undefined;
  for (let attempt = 0; attempt < EFFORT.attempts; attempt++) {
    const result = await measure();
    why = trouble(result);
    if (why === undefined || IS_QUICK) {
      return result;
    }
    progress(`${title}: ${why}`);
  }
  unpublished(`${title}: ${why}, in each of ${EFFORT.attempts} attempts: run this again on a quieter machine`);
  return undefined;
}

function unpublished(why: string): [] {
  console.error(`not published: ${why}`);
  process.exitCode = 1;
  return [];
}

function cpuFigures(title: string, { control, bare }: Measured): Figure[] {
  return [
    { figure: `control: bare against itself, CPU a call, ${title}`, value: control, unit: 'ratio', better: 'lower' },
    { figure: `bare, CPU a call, ${title}`, value: bare, unit: 'CPU us', better: 'lower' },
  ];
}

function cpuRatio(what: string, value: number): Figure {
  return { figure: `${what}, CPU a call against bare`, value, unit: 'ratio', better: 'lower', promise: 1.05, aim: 1.02 };
}

function controlFigures(title: string, { control }: Record<string, Added>): Figure[] {
  return [{ figure: `control: direct against itself at p50, ${title}`, value: control.p50, unit: 'ms', better: 'lower' }];
}

/** What a program prints, as JSON. */
function print(name: string): unknown {
  progress(name);
  const { status, stdout, stderr } = spawnSync(process.execPath, [program(name)], { encoding: 'utf8', cwd: ROOT });
  if (status !== 0) {
    throw new Error(`${name} failed: ${stderr}`);
  }
  return JSON.parse(stdout);
}

void main();
