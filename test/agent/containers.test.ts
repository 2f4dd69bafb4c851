import { Size } from 'cdk8s';
import { Volume } from 'cdk8s-plus-28';
import { McpErrorCode } from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, pod } from '../support/synth';

test('what runs before the server ends, what runs beside it is started first and ended last', () => {
  const { initContainers } = pod({ initContainers: [{ image: 'acme/migrate:1' }], sidecars: [{ name: 'cache', image: 'redis:7' }] });
  expect(initContainers.map(({ name, restartPolicy }: any) => [name, restartPolicy])).toEqual([['init-0', undefined], ['cache', 'Always']]);
});

test('each container has a /tmp of its own', () => {
  const { containers, initContainers, volumes } = pod({ sidecars: [{ name: 'cache', image: 'redis:7' }] });
  expect([...containers, ...initContainers].map(({ volumeMounts }) => volumeMounts)).toEqual([
    [{ mountPath: '/tmp', name: 'tmp-server' }], [{ mountPath: '/tmp', name: 'tmp-cache' }],
  ]);
  expect(volumes).toHaveLength(2);
});

test('a /tmp that is asked for replaces it', () => {
  const chart = chartOf();
  const volume = Volume.fromEmptyDir(chart, 'tmp', 'big', { sizeLimit: Size.gibibytes(4) });
  const { deployment } = agent({ volumeMounts: [{ path: '/tmp', volume }] }, chart);
  expect(deployment.containers[0].mounts.map(({ path, volume: { name } }) => [path, name])).toEqual([['/tmp', 'big']]);
});

test.each([
  ['the server\'s name', [{ name: 'server', image: 'acme/a:1' }], 'so is another one'],
  ['one name twice', [{ name: 'a', image: 'acme/a:1' }, { name: 'a', image: 'acme/b:1' }], '"a"'],
  ['a name that is none', [{ name: 'A_b', image: 'acme/a:1' }], '"A_b"'],
])('%s is refused for a container beside it', (_, sidecars, part) => {
  expectError(() => agent({ sidecars }), McpErrorCode.CONTAINER_INVALID, part);
});

test('its image is checked as the server\'s is', () => {
  expectError(() => agent({ sidecars: [{ name: 'cache', image: 'redis' }] }), McpErrorCode.IMAGE_LATEST, 'container cache', '"redis:1.4.2"');
});
