import { KubernetesVersion, McpErrorCode, TargetCluster, TargetClusterOptions } from '../../src';
import { expectError } from '../support/errors';
import { agent, pod } from '../support/synth';

test('pull secrets reach every pod', () => {
  expect(pod({ cluster: TargetCluster.of({ imagePullSecrets: ['one', 'two'] }) }).imagePullSecrets).toEqual([{ name: 'one' }, { name: 'two' }]);
  expect(pod()).not.toHaveProperty('imagePullSecrets');
});

test.each<[string, TargetClusterOptions, McpErrorCode, string]>([
  ['a version that is too old', { kubernetes: KubernetesVersion.of('1.33') }, McpErrorCode.KUBERNETES_VERSION_INVALID, '"1.33"'],
  ['a version that is none', { kubernetes: KubernetesVersion.of('latest') }, McpErrorCode.KUBERNETES_VERSION_INVALID, '1.34 or newer'],
  ['a registry with a scheme', { imageRegistry: 'https://mirror.acme.io' }, McpErrorCode.IMAGE_INVALID, 'without "https://"'],
  ['a registry with a closing slash', { imageRegistry: 'mirror.acme.io/' }, McpErrorCode.IMAGE_INVALID, '"mirror.acme.io/"'],
  ['a registry without a name', { imageRegistry: '' }, McpErrorCode.IMAGE_INVALID, 'cluster.imageRegistry is ""'],
  ['a pull secret without a name', { imagePullSecrets: ['one', ''] }, McpErrorCode.REFERENCE_EMPTY, 'cluster.imagePullSecrets[1]'],
])('%s is refused', (_, options, code, part) => {
  expectError(() => agent({ cluster: TargetCluster.of(options) }), code, part);
});
