import { fullCrds } from '../../crds/full';
import { SOURCES } from '../../crds/sources';

// Fetches the Go modules on a machine that has not cached them yet.
jest.setTimeout(300_000);

test('finds one kind in a file of many, whole', () => {
  const [crd] = fullCrds('destination-rule');
  expect(crd.metadata.name).toBe('destinationrules.networking.istio.io');
  expect(crd.spec.versions.map(({ name }) => name)).toEqual(['v1', 'v1alpha3', 'v1beta1']);
  expect(crd.spec.versions[0].schema.openAPIV3Schema.properties).toHaveProperty('status');
});

test('keeps the order that was asked for', () => {
  expect(fullCrds('scaled-object', 'service-monitor').map((crd) => crd.spec.names.kind)).toEqual(['ScaledObject', 'ServiceMonitor']);
});

test('gives all without names', () => {
  expect(fullCrds().map((crd) => crd.spec.names.kind)).toEqual(SOURCES.map(({ kind }) => kind));
});

test('says which names there are', () => {
  expect(() => fullCrds('ServiceMonitor')).toThrow(/No CRD is called ServiceMonitor; the names are: service-monitor, /);
});

test('names of sources are unique: they become file names', () => {
  expect(new Set(SOURCES.map(({ name }) => name)).size).toBe(SOURCES.length);
});
