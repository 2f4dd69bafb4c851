import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** The texts of a folder by their file names. */
export type Files = Readonly<Record<string, string>>;

/** Reads the files of a folder that have one extension, such as `.yaml`. */
export function readFiles(folder: string, extension: string): Files {
  const names = readdirSync(folder).filter((name) => extname(name) === extension).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** Makes a folder hold these files and, of the given extension, no others. */
export function writeFiles(folder: string, extension: string, files: Files): void {
  mkdirSync(folder, { recursive: true });
  Object.keys(readFiles(folder, extension)).filter((name) => !(name in files)).forEach((name) => rmSync(join(folder, name)));
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(folder, name), text));
}

/** The names of the files that differ, are missing, or should not be there. */
export function differing(wanted: Files, found: Files): string[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...names].filter((name) => wanted[name] !== found[name]).sort();
}
