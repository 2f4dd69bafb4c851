import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { LoadSource, McpErrorCode, McpServer, Scaling, ScalingMetric } from '../../src';
import { BRIDGE } from '../../src/scaling/fitted-target';
import { expectError } from '../support/errors';
import { ROOT } from '../support/run';
import { agent, chartOf, SERVED } from '../support/synth';

const stdio = (options = {}) => McpServer.stdio('ghcr.io/acme/files:1.4.2', ['files'], options);
const [ms, mib] = [Duration.millis, Size.mebibytes];

describe('a stdio server has a process for each session', () => {
  test.each<[string, ScalingMetric, number]>([
    ['of 20 processes that are said', ScalingMetric.forStdio(stdio({ maxProcesses: 21 })), 14],
    ['of 8 in a limit of 1 GiB', ScalingMetric.forStdio(stdio()), 4],
    ['of 32 in a larger one, since there are no more', ScalingMetric.forStdio(stdio(), { memoryLimit: Size.gibibytes(16) }), 21],
    ['of small ones', ScalingMetric.forStdio(stdio(), { processMemory: mib(32) }), 17],
    ['of those that do not stand ready', ScalingMetric.forStdio(stdio({ maxProcesses: 20, spareProcesses: 10 })), 7],
    ['of two, one of which stands ready', ScalingMetric.forStdio(stdio({ maxProcesses: 2 })), 1],
    ['half of them', ScalingMetric.forStdio(stdio({ maxProcesses: 21 }), { fullness: 50 }), 10],
  ])('%s', (_, metric, target) => {
    expect([metric.name, metric.target]).toEqual(['sessions', target]);
  });

  test('the numbers are the runtime\'s own', () => {
    const source = readFileSync(join(ROOT, 'runtime/src/bridge/memory-limit.ts'), 'utf8');
    const numbers = Object.fromEntries([...source.matchAll(/^const (\w+) = ([\d *]+);/gm)].map(([, name, text]) => [name, text.split('*').reduce((product, each) => product * Number(each), 1)]));
    expect(numbers).toMatchObject({
      WITHOUT_LIMIT: BRIDGE.most, RESERVED: BRIDGE.reserved.toKibibytes() * 1024, ASSUMED: BRIDGE.assumed.toKibibytes() * 1024,
    });
  });
});

test.each<[string, ScalingMetric, [string, number]]>([
  ['calls that compute a fifth of their time', ScalingMetric.forCpuBound({ cpuPerCall: ms(20), callDuration: ms(100) }), ['calls-in-flight', 3]],
  ['calls that wait for others', ScalingMetric.forCpuBound({ cpuPerCall: ms(1), callDuration: Duration.seconds(2) }), ['calls-in-flight', 1400]],
  ['two cores', ScalingMetric.forCpuBound({ cpuPerCall: ms(20), callDuration: ms(100), cpu: Cpu.units(2) }), ['calls-in-flight', 7]],
  ['calls that do nothing but compute', ScalingMetric.forCpuBound({ cpuPerCall: ms(50), callDuration: ms(50) }), ['calls-in-flight', 1]],
  ['sessions of 171 KiB', ScalingMetric.forMemoryBound({ memoryLimit: mib(512), idleMemory: mib(68), sessionMemory: Size.kibibytes(171) }), ['sessions', 1739]],
])('a target for %s', (_, { name, target }, expected) => {
  expect([name, target]).toEqual(expected);
});

test.each<[string, ScalingMetric, string]>([
  ['processes of a server that has none', ScalingMetric.forStdio(SERVED), 'forStdio: it counts processes'],
  ['no process beside those that stand ready', ScalingMetric.forStdio(stdio({ maxProcesses: 2, spareProcesses: 2 })), 'room for no process'],
  ['more CPU time than a call lasts', ScalingMetric.forCpuBound({ cpuPerCall: ms(20), callDuration: ms(10) }), 'forCpuBound: a call takes no CPU time, or more of it'],
  ['no room for a session', ScalingMetric.forMemoryBound({ memoryLimit: mib(64), idleMemory: mib(68), sessionMemory: mib(1) }), 'room for no session'],
  ['a replica that is fuller than full', ScalingMetric.forMemoryBound({ memoryLimit: mib(640), idleMemory: mib(68), sessionMemory: mib(1), fullness: 170 }), 'fullness is 170'],
])('%s is refused', (_, metric, part) => {
  const scaling = Scaling.between(2, 9).on(metric).from(LoadSource.keda({ prometheusUrl: 'http://prometheus.svc:9090' }));
  expectError(() => agent({ server: stdio({ maxProcesses: 100 }), scaling }, chartOf('agents')), McpErrorCode.SCALING_INVALID, part);
});
