import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folder `name` in `parent`, filled by `fill` the first time.
 *
 * It appears whole or not at all, so runs may share it and may be interrupted. Put into the name a stamp of all
 * that the content depends on: clones at different commits then keep their own.
 */
export function filledOnce(parent: string, name: string, fill: (folder: string) => void): string {
  const folder = join(parent, name);
  if (existsSync(folder)) {
    return folder;
  }
  const work = mkdtempSync(join(parent, '.partial-'));
  try {
    fill(work);
    renameSync(work, folder);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    // Another run was faster: what it made is the same.
    if (!existsSync(folder)) {
      throw error;
    }
  }
  return folder;
}

/** A short hash of files and of whatever else a result depends on. */
export function stampOf(files: readonly string[], ...others: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of [...files.map((file) => readFileSync(file)), ...others]) {
    hash.update(createHash('sha256').update(part).digest());
  }
  return hash.digest('hex').slice(0, 16);
}

/** Says what a first run is busy with; written past jest, which adds a stack to everything on the console. */
export function progress(text: string): void {
  process.stderr.write(`==> ${text}\n`);
}
