import { customSchemas } from '../../tools/checkers/crd-schemas';

const METADATA = { type: 'object', properties: { name: { type: 'string' } }, additionalProperties: false };

/** The JSON schema of a custom resource whose `spec` has this schema. */
function specOf(spec: object): any {
  return customSchemas(crd({ type: 'object', properties: { spec } }), METADATA)[0].schema.properties.spec;
}

function crd(openAPIV3Schema: object, served = true): any {
  return { spec: { group: 'example.com', names: { kind: 'Tool' }, versions: [{ name: 'v1', served, schema: { openAPIV3Schema } }] } };
}

test('apiVersion, kind and metadata are added, and the object is closed', () => {
  expect(customSchemas(crd({ type: 'object', properties: { spec: { type: 'string' } }, required: ['spec'] }), METADATA)).toEqual([{
    group: 'example.com',
    version: 'v1',
    kind: 'Tool',
    schema: {
      type: 'object',
      properties: {
        apiVersion: { type: 'string', enum: ['example.com/v1'] },
        kind: { type: 'string', enum: ['Tool'] },
        metadata: METADATA,
        spec: { type: 'string' },
      },
      required: ['spec', 'apiVersion', 'kind'],
      additionalProperties: false,
    },
  }]);
});

test('what a definition says about metadata holds beside the usual', () => {
  const own = { type: 'object', properties: { name: { maxLength: 10 } } };
  expect(customSchemas(crd({ type: 'object', properties: { metadata: own } }), METADATA)[0].schema.properties.metadata)
    .toEqual({ allOf: [METADATA, own] });
});

test('a version that is not served has no schema', () => {
  expect(customSchemas(crd({ type: 'object' }, false), METADATA)).toEqual([]);
});

test('objects that keep unknown fields stay open, what they declare is closed', () => {
  const declared = { type: 'object', properties: { a: { type: 'string' } } };
  expect(specOf({ 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true, 'properties': { declared } })).toEqual({
    type: 'object', properties: { declared: { ...declared, additionalProperties: false } },
  });
});

test('an object without fields takes none, a map takes any', () => {
  expect(specOf({ type: 'object' })).toEqual({ type: 'object', additionalProperties: false });
  expect(specOf({ type: 'object', additionalProperties: { type: 'string' } })).toEqual({ type: 'object', additionalProperties: { type: 'string' } });
});

test('a required field that has a default may be left out', () => {
  const spec = { type: 'object', required: ['a', 'b'], properties: { a: { type: 'string', default: 'x' }, b: { type: 'string' } } };
  expect(specOf(spec).required).toEqual(['b']);
});

test('a field may be called like a keyword', () => {
  const spec = { type: 'object', properties: { description: { type: 'string' }, default: { type: 'boolean' }, properties: { type: 'integer' } } };
  expect(specOf(spec)).toEqual({ ...spec, additionalProperties: false });
});

test('alternatives constrain declared fields, so they are not closed', () => {
  const oneOf = [{ required: ['a'], properties: { a: { minLength: 1 } } }, { required: ['b'] }];
  expect(specOf({ type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } }, oneOf }).oneOf).toEqual(oneOf);
});

test('integers or strings, and null', () => {
  const port = { 'anyOf': [{ type: 'integer' }, { type: 'string' }], 'x-kubernetes-int-or-string': true };
  const { properties } = specOf({ type: 'object', properties: { port, maybe: { ...port, nullable: true }, mode: { type: 'string', enum: ['a'], nullable: true } } });
  expect(properties).toEqual({
    port: { type: ['integer', 'string'] },
    maybe: { type: ['integer', 'string', 'null'] },
    mode: { type: ['string', 'null'], enum: ['a', null] },
  });
});

test('embedded objects have apiVersion, kind and metadata', () => {
  expect(specOf({ 'type': 'object', 'x-kubernetes-embedded-resource': true, 'properties': { spec: { type: 'string' } } })).toEqual({
    type: 'object',
    properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: METADATA, spec: { type: 'string' } },
    additionalProperties: false,
  });
});
