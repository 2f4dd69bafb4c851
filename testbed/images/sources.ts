import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What is made by tools, and never part of an app's source. */
const GENERATED = new Set(['node_modules', '__pycache__', 'Dockerfile', '.dockerignore']);

/** Archives of packages that lie beside package.json only to be installed. */
const isArchive = (name: string) => name.endsWith('.tgz');

/** The files of an app's folder that go into its image, relative to it and sorted. */
export function sourcesOf(folder: string): string[] {
  const files = readdirSync(folder).filter((name) => !GENERATED.has(name) && !isArchive(name)).flatMap((name) => (
    statSync(join(folder, name)).isDirectory() ? sourcesOf(join(folder, name)).map((file) => join(name, file)) : [name]
  ));
  return files.sort();
}

/** Names and contents of an app's files, in the form that a stamp takes. */
export function contentsOf(folder: string): string[] {
  return sourcesOf(folder).flatMap((file) => [file, readFileSync(join(folder, file), 'utf8')]);
}
