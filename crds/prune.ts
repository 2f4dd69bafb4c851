import { CrdVersion, CustomResourceDefinition, Schema } from './crd';
import { cutter } from './cut';
import { fieldPaths, pruneSchema } from './schema';
import { CrdSource } from './sources';

/** Fields that the generator types itself (or, like the status, that nobody synthesizes). */
const NOT_WRITTEN = ['apiVersion', 'kind', 'metadata', 'status'];

/**
 * A CustomResourceDefinition reduced to what the generator of imports reads: one version, and of its schema the fields,
 * their types and a sentence on each. Defaults, patterns and CEL rules go; the API server holds the originals.
 */
export function pruneCrd(crd: CustomResourceDefinition, source: Pick<CrdSource, 'kind' | 'version' | 'cut'>): CustomResourceDefinition {
  const { apiVersion, kind, metadata: { name }, spec: { group, names, scope } } = crd;
  return {
    apiVersion,
    kind,
    metadata: { name },
    spec: { group, names: { kind: names.kind, plural: names.plural }, scope, versions: [pruneVersion(servedVersion(crd, source), source)] },
  };
}

function servedVersion(crd: CustomResourceDefinition, { kind, version }: Pick<CrdSource, 'kind' | 'version'>): CrdVersion {
  const served = crd.spec.versions.filter((candidate) => candidate.served);
  const found = served.find((candidate) => candidate.name === version);
  if (crd.spec.names.kind !== kind || !found) {
    throw new Error(`Wanted ${kind} ${version}, but ${crd.metadata.name} serves ${served.map((candidate) => candidate.name).join(', ')}`);
  }
  return found;
}

function pruneVersion({ name, schema }: CrdVersion, { kind, cut = [] }: Pick<CrdSource, 'kind' | 'cut'>): CrdVersion {
  const written = withoutFields(schema.openAPIV3Schema, NOT_WRITTEN);
  const idle = idleCuts(written, cut);
  if (idle.length > 0) {
    throw new Error(`${kind} has nothing to cut at ${idle.join(', ')}`);
  }
  return { name, served: true, storage: true, schema: { openAPIV3Schema: pruneSchema(written, '', cutter(cut)) } };
}

/** Patterns that match nothing: they are misspelt, or their fields are gone from a newer version. */
function idleCuts(schema: Schema, cut: readonly string[]): string[] {
  const paths = fieldPaths(schema);
  return cut.filter((pattern) => !paths.some(cutter([pattern])));
}

function withoutFields(schema: Schema, names: string[]): Schema {
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => !names.includes(name));
  return { ...schema, properties: Object.fromEntries(properties), required: schema.required?.filter((name) => !names.includes(name)) };
}
