import { Size } from 'cdk8s';
import { ContainerResources, Cpu } from 'cdk8s-plus-28';
import { McpErrorCode } from '../../src';
import { expectError } from '../support/errors';
import { agent, pod, serverContainer } from '../support/synth';

const resources = (asked?: ContainerResources) => serverContainer({ resources: asked }).resources;

test('requests are set, and there is no CPU limit', () => {
  expect(resources()).toEqual({
    requests: { 'cpu': '100m', 'memory': '256Mi', 'ephemeral-storage': '64Mi' },
    limits: { 'memory': '512Mi', 'ephemeral-storage': '512Mi' },
  });
});

test('what is asked for is written in the unit that keeps it whole', () => {
  const cpu = { request: Cpu.units(2), limit: Cpu.millis(2500) };
  const memory = { request: Size.gibibytes(1), limit: Size.mebibytes(1536) };
  expect(resources({ cpu, memory })).toMatchObject({
    requests: { cpu: '2', memory: '1Gi' },
    limits: { cpu: '2500m', memory: '1536Mi' },
  });
});

test('a default gives way to what is asked for', () => {
  expect(resources({ memory: { request: Size.gibibytes(2) } }).limits.memory).toBe('2Gi');
  expect(resources({ memory: { limit: Size.mebibytes(100) } }).requests.memory).toBe('100Mi');
  expect(resources({ cpu: { limit: Cpu.millis(50) } }).requests.cpu).toBe('50m');
});

test('a container beside the server asks for little', () => {
  expect(pod({ sidecars: [{ name: 'cache', image: 'redis:7' }] }).initContainers[0].resources).toEqual({
    requests: { 'cpu': '20m', 'memory': '64Mi', 'ephemeral-storage': '32Mi' },
    limits: { 'memory': '128Mi', 'ephemeral-storage': '128Mi' },
  });
});

test.each<[string, ContainerResources, string]>([
  ['a CPU that is no number', { cpu: { request: Cpu.millis(Number.NaN) } }, 'resources.cpu.request is "NaNm"'],
  ['no CPU at all', { cpu: { request: Cpu.units(0) } }, 'above 0'],
  ['less than a thousandth of a core', { cpu: { limit: Cpu.units(0.0001) } }, 'resources.cpu.limit'],
  ['no memory', { memory: { request: Size.mebibytes(0) } }, 'resources.memory.request is 0 bytes'],
  ['storage that is no number', { ephemeralStorage: { limit: Size.gibibytes(Number.NaN) } }, 'resources.ephemeralStorage.limit'],
  ['a limit below its request', { memory: { request: Size.gibibytes(2), limit: Size.gibibytes(1) } }, 'resources.memory.limit lies below'],
])('%s is refused', (_, asked, part) => {
  expectError(() => agent({ resources: asked }), McpErrorCode.QUANTITY_INVALID, part);
});

test('the container that is wrong is named', () => {
  expectError(() => agent({ sidecars: [{ name: 'cache', image: 'redis:7', resources: { cpu: { request: Cpu.millis(-1) } } }] }), McpErrorCode.QUANTITY_INVALID, 'container cache');
});
