import { Schema } from '../../crds/crd';
import { cutter } from '../../crds/cut';
import { fieldPaths, pruneSchema } from '../../crds/schema';

const prune = (schema: Schema, ...cut: string[]) => pruneSchema(schema, '', cutter(cut));

test('keeps what shapes the type, and drops what only the API server checks', () => {
  const schema = {
    'type': 'object',
    'description': 'A spec. More of it.',
    'required': ['size'],
    'x-kubernetes-validations': [{ rule: 'self.size > 1' }],
    'properties': {
      size: { type: 'integer', format: 'int32', minimum: 1, default: 2 },
      mode: { type: 'string', enum: ['A', 'B'], pattern: '^[AB]$' },
      from: { type: 'string', format: 'date-time' },
    },
  };
  expect(prune(schema)).toEqual({
    type: 'object',
    description: 'A spec.',
    required: ['size'],
    properties: {
      size: { type: 'integer' },
      mode: { type: 'string', enum: ['A', 'B'] },
      from: { type: 'string', format: 'date-time' },
    },
  });
});

test('a field may bear the name of a keyword', () => {
  expect(prune({ type: 'object', properties: { default: { type: 'string' }, pattern: { type: 'string' } } }).properties)
    .toEqual({ default: { type: 'string' }, pattern: { type: 'string' } });
});

test('reaches into lists and maps', () => {
  const deep = { type: 'object', properties: { a: { type: 'string', maxLength: 3 } } };
  const pruned = { type: 'object', properties: { a: { type: 'string' } } };
  expect(prune({ type: 'array', items: deep })).toEqual({ type: 'array', items: pruned });
  expect(prune({ type: 'object', additionalProperties: deep })).toEqual({ type: 'object', additionalProperties: pruned });
});

test('keeps unions of primitive types, such as a quantity', () => {
  const quantity = { 'anyOf': [{ type: 'integer' }, { type: 'string' }], 'pattern': '^[0-9]+', 'x-kubernetes-int-or-string': true };
  expect(prune(quantity)).toEqual({ anyOf: [{ type: 'integer' }, { type: 'string' }] });
});

test('drops alternatives that are no types', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, oneOf: [{ not: {} }, { required: ['a'] }] };
  expect(prune(schema)).toEqual({ type: 'object', properties: { a: { type: 'string' } } });
});

test('opens what takes unknown fields: a generated struct would drop them', () => {
  const schema = { 'type': 'object', 'properties': { a: { type: 'string' } }, 'x-kubernetes-preserve-unknown-fields': true };
  expect(prune(schema)).toEqual({ 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true });
});

test('opens what is cut, at any depth', () => {
  const pods = { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } };
  const schema = { type: 'object', properties: { groups: { type: 'array', items: { type: 'object', properties: { pods } } } } };
  expect(prune(schema, 'groups.pods').properties!.groups.items!.properties).toEqual({
    pods: { type: 'array', items: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  });
});

test('keeps the camel-cased of two spellings, and any that is alone', () => {
  const text = { type: 'string' };
  expect(Object.keys(prune({ type: 'object', properties: { jwks_uri: text, jwksUri: text, only_one: text } }).properties!))
    .toEqual(['jwksUri', 'only_one']);
});

test('leaves its argument as it was', () => {
  const schema = { type: 'object', properties: { a: { type: 'string', description: 'One. Two.', default: 'x' } } };
  const before = structuredClone(schema);
  prune(schema, 'a');
  expect(schema).toEqual(before);
});

test('lists the paths of all fields', () => {
  const item = { type: 'object', properties: { b: { type: 'string' } } };
  const schema = {
    type: 'object',
    properties: { list: { type: 'array', items: item }, map: { type: 'object', additionalProperties: item } },
  };
  expect(fieldPaths(schema)).toEqual(['list', 'list.b', 'map', 'map.b']);
});
