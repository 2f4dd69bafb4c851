import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { CustomResourceDefinition } from './crd';
import { CrdSource, SOURCES } from './sources';
import { goModuleFiles } from '../tools/go-module';

/**
 * Whole CustomResourceDefinitions, with all their versions, to install on a cluster or to validate against.
 *
 * @param names Names from the table of sources, such as `service-monitor`; without any, all of them.
 */
export function fullCrds(...names: string[]): CustomResourceDefinition[] {
  const wanted = names.length > 0 ? names.map(sourceOf) : SOURCES;
  return wanted.map(fullCrd);
}

/** The whole CustomResourceDefinition of one source, fetched from its Go module the first time. */
export function fullCrd(source: CrdSource): CustomResourceDefinition {
  const found = crdsIn(join(moduleFolder(source), source.file)).find((crd) => crd.spec.names.kind === source.kind);
  if (!found) {
    throw new Error(`${source.module.module}@${source.module.version} ${source.file} defines no ${source.kind}`);
  }
  return found;
}

function sourceOf(name: string): CrdSource {
  const found = SOURCES.find((source) => source.name === name);
  if (!found) {
    throw new Error(`No CRD is called ${name}; the names are: ${SOURCES.map((source) => source.name).join(', ')}`);
  }
  return found;
}

/** All files of a module are asked for at once: a second request would download the module again. */
function moduleFolder({ module }: CrdSource): string {
  const files = SOURCES.filter((source) => source.module === module).map((source) => source.file);
  return goModuleFiles({ ...module, files: [...new Set(files)] });
}

const parsed = new Map<string, CustomResourceDefinition[]>();

/** Kept in memory: Istio's one file of 0.9 MB holds many kinds. */
function crdsIn(file: string): CustomResourceDefinition[] {
  const known = parsed.get(file) ?? parse(readFileSync(file, 'utf8'));
  parsed.set(file, known);
  return known;
}

function parse(text: string): CustomResourceDefinition[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter((object) => object?.kind === 'CustomResourceDefinition');
}
