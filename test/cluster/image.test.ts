import { McpErrorCode, McpServer, TargetCluster } from '../../src';
import { parseImage } from '../../src/cluster/image';
import { expectError } from '../support/errors';
import { agent, chartOf } from '../support/synth';

const DIGEST = `sha256:${'0'.repeat(64)}`;

test.each([
  ['redis:7', undefined, 'redis', '7', undefined],
  ['acme/weather:1.0', undefined, 'acme/weather', '1.0', undefined],
  ['ghcr.io/acme/weather:1.0', 'ghcr.io', 'acme/weather', '1.0', undefined],
  ['localhost/weather:1', 'localhost', 'weather', '1', undefined],
  ['localhost:5000/weather:1', 'localhost:5000', 'weather', '1', undefined],
  ['registry:5000/a/b/c:1', 'registry:5000', 'a/b/c', '1', undefined],
  ['[::1]:5000/weather:1', '[::1]:5000', 'weather', '1', undefined],
  [`ghcr.io/acme/weather@${DIGEST}`, 'ghcr.io', 'acme/weather', undefined, DIGEST],
  [`ghcr.io/acme/weather:latest@${DIGEST}`, 'ghcr.io', 'acme/weather', 'latest', DIGEST],
])('%s is taken apart', (image, registry, repository, tag, digest) => {
  expect(parseImage(chartOf(), 'image', image)).toEqual({ registry, repository, tag, digest });
});

test.each(['', ' ', 'ghcr.io/Acme/weather:1', 'ghcr.io/acme/weather:', 'ghcr.io/acme/weather:a b', 'https://ghcr.io/acme/weather:1', 'acme/weather@sha256:1', `acme/weather@md5:${'0'.repeat(64)}`, '/weather:1',
  'acme//weather:1', undefined as any, 42 as any])('%j is no image', (image) => {
  expectError(() => agent({ server: McpServer.http(image, { port: 3000 }) }), McpErrorCode.IMAGE_INVALID, 'server.image');
});

test.each(['redis', 'redis:latest', 'ghcr.io/acme/weather', 'localhost:5000/weather'])('%s may be another program tomorrow', (image) => {
  expectError(() => agent({ server: McpServer.http(image, { port: 3000 }) }), McpErrorCode.IMAGE_LATEST, 'Name a version or a digest');
});

describe('a mirror', () => {
  const mirror = TargetCluster.of({ imageRegistry: 'mirror.acme.io:5000/all' });

  test.each([
    ['redis:7', 'mirror.acme.io:5000/all/library/redis:7'],
    ['docker.io/redis:7', 'mirror.acme.io:5000/all/library/redis:7'],
    ['acme/weather:1', 'mirror.acme.io:5000/all/acme/weather:1'],
    [`ghcr.io/acme/weather:1@${DIGEST}`, `mirror.acme.io:5000/all/acme/weather:1@${DIGEST}`],
    ['localhost:5000/weather:1', 'mirror.acme.io:5000/all/weather:1'],
  ])('has %s as %s', (image, mirrored) => {
    expect(mirror._image(chartOf(), 'image', image)).toBe(mirrored);
  });
});
