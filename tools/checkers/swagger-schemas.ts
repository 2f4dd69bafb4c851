import { JsonSchema, SchemaOfKind, identified, orNull } from './json-schema';

/** The API server takes more for these two than their definitions say: `cpu: 1`, `port: 8080`. */
const SCALARS: Record<string, JsonSchema> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['string', 'number'] },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['string', 'integer'] },
};

const REF = '#/definitions/';

/** Strict JSON schemas, one per kind, of Kubernetes' OpenAPI (Swagger 2) definitions. */
export function kindSchemas(definitions: Record<string, any>): SchemaOfKind[] {
  return Object.entries(definitions).flatMap(([name, definition]) => {
    const kinds = definition['x-kubernetes-group-version-kind'] ?? [];
    // Of several groups are only what requests carry (DeleteOptions, WatchEvent), and lists are no objects to apply.
    if (kinds.length !== 1 || definition.properties?.metadata?.$ref !== `${REF}${OBJECT_META}`) {
      return [];
    }
    const [{ group, version, kind }] = kinds;
    return [{ group, version, kind, schema: identified({ group, version, kind }, strict(definitions, { $ref: `${REF}${name}` })) }];
  });
}

/** The strict JSON schema of an object's `metadata`. */
export function objectMetaSchema(definitions: Record<string, any>): JsonSchema {
  return strict(definitions, { $ref: `${REF}${OBJECT_META}` });
}

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Resolves references in place, so that errors are found where the field is; `within` are the definitions being resolved. */
function strict(definitions: Record<string, any>, schema: any, within: readonly string[] = []): JsonSchema {
  if (schema.$ref) {
    const name = schema.$ref.slice(REF.length);
    // Only JSONSchemaProps, in CustomResourceDefinitions, contains itself; it is left open from the second level on.
    return within.includes(name) ? {} : SCALARS[name] ?? strict(definitions, definitions[name], [...within, name]);
  }
  const inner = (of: any) => strict(definitions, of, within);
  const { type, format, properties, required = [], items, additionalProperties } = schema;
  if (properties) {
    const entries = Object.entries(properties).map(([name, of]) => [name, required.includes(name) ? inner(of) : orNull(inner(of))]);
    return { type: 'object', properties: Object.fromEntries(entries), additionalProperties: false, ...(required.length && { required }) };
  }
  return {
    ...(type && { type }),
    ...(format && { format }),
    ...(items && { items: inner(items) }),
    ...(additionalProperties && { additionalProperties: inner(additionalProperties) }),
  };
}
