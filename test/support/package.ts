import { join } from 'node:path';
import { run, temporaryFolder } from './run';
import { progress } from '../../tools/once';

/** A file of a package, as `npm pack` lists it. */
export interface PackedFile {
  readonly path: string;
  readonly size: number;
}

/** A packed npm package. */
export interface Tarball {
  /** The path of the archive. */
  readonly path: string;
  /** Its size in bytes. */
  readonly size: number;
  readonly files: PackedFile[];
}

/** Packs the compiled library as `npm publish` would. */
export function packed(): Tarball {
  progress('packing the npm package');
  const folder = temporaryFolder();
  const [{ filename, size, files }] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]));
  return { path: join(folder, filename), size, files };
}
