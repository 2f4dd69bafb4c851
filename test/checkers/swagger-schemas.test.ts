import { kindSchemas } from '../../tools/checkers/swagger-schemas';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const ref = (name: string) => ({ $ref: `#/definitions/${name}` });

/** The JSON schema of `spec`, for a kind with this spec. */
function specOf(spec: any, others: Record<string, any> = {}): any {
  const [{ schema }] = kindSchemas({ ...others, [META]: { type: 'object', properties: {} }, Tool: tool(spec) });
  return schema.properties.spec;
}

function tool(spec: any, ...kinds: object[]): any {
  const own = { group: 'example.com', version: 'v1', kind: 'Tool' };
  return { 'type': 'object', 'properties': { metadata: ref(META), spec }, 'x-kubernetes-group-version-kind': [own, ...kinds] };
}

test('references are resolved, and objects with fields are closed', () => {
  const inner = { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'array', items: { type: 'integer' } } } };
  expect(specOf(ref('Inner'), { Inner: inner })).toEqual({
    type: ['object', 'null'],
    required: ['a'],
    properties: { a: { type: 'string' }, b: { type: ['array', 'null'], items: { type: 'integer' } } },
    additionalProperties: false,
  });
});

test('maps, and objects of which nothing is known, stay open', () => {
  expect(specOf({ type: 'object', additionalProperties: { type: 'string' } })).toEqual({
    type: ['object', 'null'], additionalProperties: { type: 'string' },
  });
  expect(specOf({ type: 'object' })).toEqual({ type: ['object', 'null'] });
  expect(specOf(ref('Any'), { Any: { description: 'any JSON' } })).toEqual({});
});

test('quantities may be numbers, ports may be integers', () => {
  expect(specOf(ref('io.k8s.apimachinery.pkg.api.resource.Quantity'))).toEqual({ type: ['string', 'number', 'null'] });
  expect(specOf(ref('io.k8s.apimachinery.pkg.util.intstr.IntOrString'))).toEqual({ type: ['string', 'integer', 'null'] });
});

test('what contains itself is open from the second level on', () => {
  const node = { type: 'object', properties: { not: ref('Node'), title: { type: 'string' } } };
  expect(specOf(ref('Node'), { Node: node }).properties).toEqual({ not: {}, title: { type: ['string', 'null'] } });
});

test('kinds that only requests carry are left out', () => {
  const several = tool({}, { group: 'other.example.com', version: 'v1', kind: 'Tool' });
  expect(kindSchemas({ [META]: { type: 'object', properties: {} }, Tool: several })).toEqual([]);
});
