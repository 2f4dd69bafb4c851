import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { KubernetesObject } from './cluster';

/** The objects of a YAML file. */
export function objectsIn(file: string): KubernetesObject[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS()).filter(Boolean);
}

/** What tells an object from every other one, for people. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Whether an object defines a kind, and has to be there before any of that. */
export function isCrd({ kind }: KubernetesObject): boolean {
  return kind === 'CustomResourceDefinition';
}
