import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { customSchemas } from './crd-schemas';
import { SchemaOfKind } from './json-schema';
import { KUBERNETES_MINORS, definitionsOf, releaseOf } from './kubernetes';
import { filledOnce, progress, stampOf } from '../once';
import { kindSchemas, objectMetaSchema } from './swagger-schemas';
import { fullCrds } from '../../crds/full';
import { cacheFolder } from '../cache';

/** Where a schema lies in its folder, as a template for kubeconform's `-schema-location`. */
export const SCHEMA_PATH = '{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json';

/** What says which CRDs there are; reading them whole to see whether they changed would cost more than the check itself. */
const CRD_SOURCES = ['full.ts', 'sources.ts'].map((file) => join(__dirname, '../../crds', file));

/** The folder of strict JSON schemas of all kinds of a Kubernetes minor. */
export function kubernetesSchemas(minor: string): string {
  const sources = ['json-schema', 'kubernetes', 'schemas', 'swagger-schemas'];
  return filledOnce(cacheFolder('schemas', releaseOf(minor)), stampOf(sources.map(beside)), (work) => {
    progress(`converting the schemas of Kubernetes ${minor}`);
    write(work, kindSchemas(definitionsOf(minor)));
  });
}

/** The folder of strict JSON schemas of all custom resources that the library writes, made from whole upstream CRDs. */
export function customResourceSchemas(): string {
  const sources = ['crd-schemas', 'json-schema', 'kubernetes', 'schemas', 'swagger-schemas'].map(beside);
  return filledOnce(cacheFolder('schemas', 'crds'), stampOf([...sources, ...CRD_SOURCES]), (work) => {
    progress('converting the schemas of custom resources');
    const metadata = objectMetaSchema(definitionsOf(KUBERNETES_MINORS.at(-1)!));
    write(work, fullCrds().flatMap((crd) => customSchemas(crd, metadata)));
  });
}

function beside(name: string): string {
  return join(__dirname, `${name}.ts`);
}

/** Lays the schemas out as SCHEMA_PATH says; kubeconform takes the version for the group of the core kinds. */
function write(folder: string, schemas: readonly SchemaOfKind[]): void {
  for (const { group, version, kind, schema } of schemas) {
    const file = join(folder, group || version, `${kind.toLowerCase()}_${version}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(schema));
  }
}
