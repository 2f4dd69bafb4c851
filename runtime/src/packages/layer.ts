import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, lstatSync, readdirSync, readlinkSync, Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Header, pack, Pack } from 'tar-stream';

/** A file of bytes that are known by their hash. */
export interface Blob {
  readonly file: string;
  /** `sha256:...` */
  readonly digest: string;
  readonly size: number;
}

/** A folder, and where it is to lie in an image. */
export interface Placed {
  readonly folder: string;
  /** Without a slash at either end; empty for the root. */
  readonly at: string;
}

/**
 * Writes folders as one layer of an image. The same files make the same bytes, whenever and by whomever they are
 * written: in order, without times, and all of them root's. It is not compressed, as zlib's versions differ.
 */
export async function writeLayer(folders: readonly Placed[], file: string): Promise<Blob> {
  const tar = pack();
  const written = pipeline(tar, createWriteStream(file));
  const parents = new Set<string>();
  for (const { folder, at } of folders) {
    await addParents(tar, at, parents);
    await addFolder(tar, folder, at);
  }
  tar.finalize();
  await written;
  return blobOf(file);
}

export async function blobOf(file: string): Promise<Blob> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { file, digest: `sha256:${hash.digest('hex')}`, size: statSync(file).size };
}

async function addParents(tar: Pack, at: string, known: Set<string>): Promise<void> {
  const names = at.split('/').filter(Boolean);
  for (let depth = 1; depth <= names.length; depth++) {
    const name = names.slice(0, depth).join('/');
    if (!known.has(name)) {
      known.add(name);
      await add(tar, { name, type: 'directory', mode: 0o755 });
    }
  }
}

async function addFolder(tar: Pack, folder: string, at: string): Promise<void> {
  for (const entry of readdirSync(folder).sort()) {
    const source = join(folder, entry);
    const name = at === '' ? entry : `${at}/${entry}`;
    const stats = lstatSync(source);
    if (stats.isSymbolicLink()) {
      await add(tar, { name, type: 'symlink', linkname: readlinkSync(source), mode: 0o777 });
    } else if (stats.isDirectory()) {
      await add(tar, { name, type: 'directory', mode: 0o755 });
      await addFolder(tar, source, name);
    } else if (stats.isFile()) {
      await addFile(tar, source, { name, size: stats.size, mode: isExecutable(stats) ? 0o755 : 0o644 });
    }
  }
}

/** Of a mode this alone is kept: who made the file, and with which umask, is nobody's business. */
function isExecutable({ mode }: Stats): boolean {
  return Math.floor(mode / 0o100) % 2 === 1;
}

function add(tar: Pack, headers: Named): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry({ ...ANONYMOUS, ...headers }, (error) => error ? reject(error) : resolve());
  });
}

async function addFile(tar: Pack, source: string, headers: Named): Promise<void> {
  await pipeline(createReadStream(source), tar.entry({ ...ANONYMOUS, ...headers }));
}

/** What of a header differs from one entry to the next. */
type Named = Partial<Header> & Pick<Header, 'name'>;

const ANONYMOUS = { mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' };
