import { Schema } from './crd';
import { IsCut, open } from './cut';
import { shortDescription } from './description';

/** The types of which the generator can make a union; of any other it makes nothing. */
const PRIMITIVES = ['string', 'number', 'integer', 'boolean'];

/**
 * The part of a schema that shapes its TypeScript type. What is not named here, the generator ignores.
 *
 * @param path The path of the schema in its resource, to be judged by `isCut`.
 */
export function pruneSchema(schema: Schema, path: string, isCut: IsCut): Schema {
  if (isCut(path) || takesUnknownFields(schema)) {
    return open(described(schema));
  }
  return defined({
    description: described(schema).description,
    type: schema.type,
    format: schema.format === 'date-time' ? schema.format : undefined,
    enum: schema.enum,
    anyOf: union(schema.anyOf),
    oneOf: union(schema.oneOf),
    required: schema.required?.length ? schema.required : undefined,
    properties: schema.properties
      && mapValues(withoutAliases(schema.properties), (field, name) => pruneSchema(field, join(path, name), isCut)),
    items: schema.items && pruneSchema(schema.items, path, isCut),
    additionalProperties: isSchema(schema.additionalProperties)
      ? pruneSchema(schema.additionalProperties, path, isCut)
      : schema.additionalProperties,
  });
}

/** The paths of all fields of a schema, as patterns of cuts see them: lists and maps add no step. */
export function fieldPaths(schema: Schema, path = ''): string[] {
  const { properties = {}, items, additionalProperties } = schema;
  const own = Object.entries(properties).flatMap(([name, field]) => [join(path, name), ...fieldPaths(field, join(path, name))]);
  const inner = [items, additionalProperties].filter(isSchema).flatMap((each) => fieldPaths(each, path));
  return [...own, ...inner];
}

/** A struct generated from such a schema would drop the fields it does not know, without a word. */
function takesUnknownFields(schema: Schema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true;
}

function described(schema: Schema): Schema {
  return schema.description ? { ...schema, description: shortDescription(schema.description) } : schema;
}

/** Istio spells some fields twice, `jwksUri` and `jwks_uri`: one type can't have both, and would write the wrong one. */
function withoutAliases(properties: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const camelCased = (name: string) => name.replace(/_+(\w)/g, (_, letter) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(properties).filter(([name]) => camelCased(name) === name || !(camelCased(name) in properties)));
}

/** Alternatives that merely require different fields say nothing about the type. */
function union(options?: Schema[]): Schema[] | undefined {
  return options?.every(({ type }) => type !== undefined && PRIMITIVES.includes(type)) ? options.map(({ type }) => ({ type })) : undefined;
}

function isSchema(value: Schema | boolean | undefined): value is Schema {
  return typeof value === 'object';
}

function join(path: string, step: string): string {
  return path === '' ? step : `${path}.${step}`;
}

function mapValues<T>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

function defined<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
