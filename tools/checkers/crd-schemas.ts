import { JsonSchema, SchemaOfKind, identified, orNull } from './json-schema';

/** What tells people or servers something, but says nothing about which values are valid. */
const NO_CONSTRAINT = /^(description|title|default|example|externalDocs|nullable|x-kubernetes-.*)$/;

/** Strict JSON schemas of every served version of a CustomResourceDefinition; `metadata` is the schema of an object's metadata. */
export function customSchemas(crd: any, metadata: JsonSchema): SchemaOfKind[] {
  const { group, names, versions } = crd.spec;
  return versions.filter(({ served }: any) => served).map((version: any) => {
    const kind = { group, version: version.name, kind: names.kind };
    return { ...kind, schema: identified(kind, resource(version.schema.openAPIV3Schema, metadata)) };
  });
}

/** Objects have apiVersion, kind and metadata whether or not their schema mentions them; Istio's do not. */
function resource(schema: any, metadata: JsonSchema): JsonSchema {
  const { metadata: own, ...properties } = schema.properties ?? {};
  const closed = strict({ type: 'object', ...schema, properties }, metadata);
  return {
    ...closed,
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      ...closed.properties,
      // The definition's own schema of metadata may only constrain the usual one further, so it is not closed.
      metadata: own?.properties ? { allOf: [metadata, own] } : metadata,
    },
  };
}

/**
 * Closes what the API server prunes: every object but those that keep unknown fields. `allOf`, `anyOf`, `oneOf` and
 * `not` stay as they are: in CRDs they constrain fields that are declared outside of them.
 *
 * The API server fills defaults in before it validates, so a required field with a default may be left out. Alternatives
 * that turn on a default are not seen through (of all CRDs here only a Gateway's addresses): such a field has to be written.
 */
function strict(schema: any, metadata: JsonSchema): JsonSchema {
  const inner = (of: any) => field(of, metadata);
  const { properties, items, additionalProperties } = schema;
  const required = (schema.required ?? []).filter((name: string) => properties?.[name]?.default === undefined);
  const kept = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !NO_CONSTRAINT.test(keyword)));
  const open = schema['x-kubernetes-preserve-unknown-fields'] || schema.type !== 'object';
  return {
    ...kept,
    ...(schema['x-kubernetes-int-or-string'] && { type: ['integer', 'string'], anyOf: undefined }),
    // Draft 4 forbids an empty list.
    required: required.length > 0 ? required : undefined,
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, inner(of)])) }),
    ...(items && { items: inner(items) }),
    ...(additionalProperties ? { additionalProperties: inner(additionalProperties) } : !open && { additionalProperties: false }),
  };
}

function field(schema: any, metadata: JsonSchema): JsonSchema {
  if (typeof schema !== 'object') {
    return schema;
  }
  const closed = schema['x-kubernetes-embedded-resource'] ? resource(schema, metadata) : strict(schema, metadata);
  return schema.nullable ? orNull(closed) : closed;
}
