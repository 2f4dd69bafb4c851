import { CustomResourceDefinition, CrdVersion } from '../../crds/crd';
import { pruneCrd } from '../../crds/prune';

const v1 = version('v1');
const crd: CustomResourceDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'boats.example.com', annotations: { 'controller-gen.kubebuilder.io/version': 'v0.19' } },
  spec: {
    group: 'example.com',
    names: { kind: 'Boat', plural: 'boats', shortNames: ['bo'] },
    scope: 'Namespaced',
    conversion: { strategy: 'None' },
    versions: [version('v1beta1'), v1, version('v1alpha1', { served: false })],
  },
};

function version(name: string, more: Partial<CrdVersion> = {}): CrdVersion {
  return {
    name,
    served: true,
    storage: false,
    additionalPrinterColumns: [{ name: 'Age' }],
    subresources: { status: {} },
    schema: {
      openAPIV3Schema: {
        type: 'object',
        description: 'A boat.',
        required: ['metadata', 'spec'],
        properties: {
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: { type: 'object' },
          spec: { type: 'object', properties: { sails: { type: 'array', items: { type: 'object', properties: { area: { type: 'integer' } } } } } },
          status: { type: 'object', properties: { afloat: { type: 'boolean' } } },
        },
      },
    },
    ...more,
  };
}

test('keeps one version, and of it the spec', () => {
  expect(pruneCrd(crd, { kind: 'Boat', version: 'v1' })).toEqual({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'boats.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Boat', plural: 'boats' },
      scope: 'Namespaced',
      versions: [{
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            description: 'A boat.',
            required: ['spec'],
            properties: { spec: v1.schema.openAPIV3Schema.properties!.spec },
          },
        },
      }],
    },
  });
});

test('cuts', () => {
  const pruned = pruneCrd(crd, { kind: 'Boat', version: 'v1', cut: ['spec.sails'] });
  expect(pruned.spec.versions[0].schema.openAPIV3Schema.properties!.spec.properties!.sails.items)
    .toEqual({ 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true });
});

test('refuses a version that is not served', () => {
  expect(() => pruneCrd(crd, { kind: 'Boat', version: 'v1alpha1' }))
    .toThrow('Wanted Boat v1alpha1, but boats.example.com serves v1beta1, v1');
});

test('refuses another kind', () => {
  expect(() => pruneCrd(crd, { kind: 'Ship', version: 'v1' })).toThrow('Wanted Ship v1');
});

test('refuses a cut that meets no field', () => {
  expect(() => pruneCrd(crd, { kind: 'Boat', version: 'v1', cut: ['spec.sails', 'spec.oars'] })).toThrow('Boat has nothing to cut at spec.oars');
});

test('refuses a cut of the status, which goes anyway', () => {
  expect(() => pruneCrd(crd, { kind: 'Boat', version: 'v1', cut: ['status.afloat'] })).toThrow('Boat has nothing to cut at status.afloat');
});
