/** A JSON schema, draft 4, which is what kubeconform takes a schema without `$schema` for. */
export type JsonSchema = Record<string, any>;

/** A kind of Kubernetes objects; the core group is the empty string. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A kind with the schema of its objects. */
export interface SchemaOfKind extends Kind {
  readonly schema: JsonSchema;
}

/** The schema, which also takes null: the API server reads null as "not set" where a field is optional. */
export function orNull(schema: JsonSchema): JsonSchema {
  return {
    ...schema,
    ...(schema.type && { type: [schema.type, 'null'].flat() }),
    ...(schema.enum && { enum: [...schema.enum, null] }),
  };
}

/** The schema of a whole object, which has to say that it is of this kind. */
export function identified({ group, version, kind }: Kind, schema: JsonSchema): JsonSchema {
  return {
    ...schema,
    properties: {
      ...schema.properties,
      apiVersion: { type: 'string', enum: [group ? `${group}/${version}` : version] },
      kind: { type: 'string', enum: [kind] },
    },
    required: [...new Set([...(schema.required ?? []), 'apiVersion', 'kind'])],
  };
}
