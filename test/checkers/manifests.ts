import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';

/** A small app that is right in every respect; `good.yaml` beside this file. */
export const GOOD = join(__dirname, 'good.yaml');

/** The good app as YAML, after `change` to its object of that kind. */
export function goodBut(kind: string, change: (object: any) => void): string {
  const objects = parseAllDocuments(readFileSync(GOOD, 'utf8')).map((document) => document.toJS());
  change(objects.find((object) => object.kind === kind));
  return objects.map((object) => stringify(object)).join('---\n');
}
