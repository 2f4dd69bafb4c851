import { KubernetesVersion } from '../../src';

test('versions compare by number, not by text', () => {
  expect(KubernetesVersion.of('1.100').isAtLeast(KubernetesVersion.V1_37)).toBe(true);
  expect(KubernetesVersion.V1_34.isAtLeast(KubernetesVersion.V1_35)).toBe(false);
  expect(KubernetesVersion.V1_35.isAtLeast(KubernetesVersion.of('1.35'))).toBe(true);
});
