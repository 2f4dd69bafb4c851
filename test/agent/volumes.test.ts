import { ConfigMap, PersistentVolumeClaim, Secret, Volume, VolumeMount } from 'cdk8s-plus-28';
import { McpErrorCode } from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf } from '../support/synth';

const chart = chartOf();
const scratch = (name: string) => Volume.fromEmptyDir(chart, `scratch-${chart.node.children.length}`, name);

test('a volume that two containers mount is one volume', () => {
  const shared = { path: '/shared', volume: scratch('shared') };
  expect(() => agent({ volumeMounts: [shared], sidecars: [{ name: 'cache', image: 'redis:7', volumeMounts: [shared] }] })).not.toThrow();
});

test.each<[string, () => VolumeMount[], McpErrorCode, string]>([
  ['a path that is none', () => [{ path: 'data', volume: scratch('data') }], McpErrorCode.VOLUME_INVALID, 'volumeMounts[0].path is "data"'],
  ['one path twice', () => [{ path: '/data', volume: scratch('a') }, { path: '/data', volume: scratch('b') }], McpErrorCode.VOLUME_INVALID, 'two volumes at "/data"'],
  ['one name twice', () => [{ path: '/a', volume: scratch('same') }, { path: '/b', volume: scratch('same') }], McpErrorCode.VOLUME_INVALID, 'two volumes are named "same"'],
  ['a Secret without a name', () => [{ path: '/tls', volume: Volume.fromSecret(chart, 'tls', Secret.fromSecretName(chart, 'none', ''), { name: 'tls' }) }],
    McpErrorCode.REFERENCE_EMPTY, 'volumeMounts[0].volume, secret.secretName'],
  ['a ConfigMap without a name', () => [{ path: '/c', volume: Volume.fromConfigMap(chart, 'c', ConfigMap.fromConfigMapName(chart, 'no', ''), { name: 'c' }) }],
    McpErrorCode.REFERENCE_EMPTY, 'configMap.name'],
  ['a claim without a name', () => [{
    path: '/d', volume: Volume.fromPersistentVolumeClaim(chart, 'd', PersistentVolumeClaim.fromClaimName(chart, 'claim', ''), { name: 'd' }),
  }], McpErrorCode.REFERENCE_EMPTY, 'persistentVolumeClaim.claimName'],
])('%s is refused', (_, mounts, code, part) => {
  expectError(() => agent({ volumeMounts: mounts() }), code, part);
});
