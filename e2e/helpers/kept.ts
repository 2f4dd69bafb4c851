import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { REPOSITORY } from './cluster';

/** Where what explains a failure is kept; not committed. */
const FOLDER = join(REPOSITORY, '.e2e');

/** Keeps what explains the failure of a step, and returns where, for the message that names the failure. */
export function keep(drill: string, step: string, text: string): string {
  const file = join(FOLDER, slug(drill), `${slug(step)}.log`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return relative(REPOSITORY, file);
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 80);
}
