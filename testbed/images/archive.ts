import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { contentName, Image, imageStamp, shortName } from './image';
import { Recipe } from './recipe';
import { cacheFolder } from '../../tools/cache';
import { filledOnce, progress, stampOf } from '../../tools/once';

/** What writes the archive; part of the stamp, since it decides how files become layers. */
const WRITER = resolve(__dirname, '..', 'lib', 'oci-image.py');

/** The path of an image's OCI archive, made the first time and kept for every clone that describes the same. */
export function archiveOf(image: Image): string {
  const folder = filledOnce(cacheFolder('images', 'archives'), archiveName(image), (work) => {
    const layers = image.layers.map(layerFolder);
    progress(`packing ${image.name}`);
    write(image, layers, join(work, 'image.tar'));
  });
  return join(folder, 'image.tar');
}

/** The size of an image's archive in bytes, or nothing where it was not made yet. */
export function cachedSize(image: Image): number | undefined {
  const archive = join(cacheFolder('images', 'archives'), archiveName(image), 'image.tar');
  return existsSync(archive) ? statSync(archive).size : undefined;
}

function archiveName(image: Image): string {
  return `${shortName(image)}-${stampOf([WRITER], imageStamp(image))}`;
}

/** The folder with the files of a layer, filled the first time. */
export function layerFolder(recipe: Recipe): string {
  return filledOnce(cacheFolder('images', 'layers'), `${recipe.kind}-${recipe.stamp()}`, (root) => recipe.fill(root));
}

function write(image: Image, layers: string[], archive: string): void {
  const { name, entrypoint = [], command = [], user, stopSignal, workingDirectory, env = {} } = image;
  const args = [
    '--out', archive,
    '--tag', name,
    '--tag', contentName(image),
    ...layers.flatMap((layer) => ['--layer', layer]),
    ...entrypoint.flatMap((word) => [`--entrypoint=${word}`]),
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...(user ? ['--user', user] : []),
    ...(stopSignal ? ['--stop-signal', stopSignal] : []),
    ...(workingDirectory ? ['--workdir', workingDirectory] : []),
    '--', ...command,
  ];
  const { status, stderr, error } = spawnSync('python3', [WRITER, ...args], { encoding: 'utf8' });
  if (error) {
    throw new Error(`Python is needed to write images: install Python 3.9 or newer and have it on PATH as python3 (${error.message})`);
  }
  if (status !== 0) {
    throw new Error(`${name} could not be packed: ${stderr}`);
  }
}
