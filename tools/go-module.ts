import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cache';
import { filledOnce, progress, stampOf } from './once';

/** A Go module at a pinned version, with the checksum that go.sum would hold, and the files wanted of it. */
export interface GoModule {
  readonly module: string;
  readonly version: string;
  /** The module's `h1:` checksum, as `go mod download -json` prints it under `Sum`. */
  readonly sum: string;
  /** Files and folders of the module, relative to its root. */
  readonly files: string[];
}

/**
 * The folder that holds the wanted files of a Go module, fetched from the Go module proxy the first time.
 *
 * Only the files asked for are kept: Kubernetes alone would fill 300 MB otherwise.
 */
export function goModuleFiles(wanted: GoModule): string {
  const { module, version, sum, files } = wanted;
  return filledOnce(cacheFolder('go-modules', module), `${version}-${stampOf([], sum, ...files)}`, (kept) => {
    progress(`fetching ${module}@${version}`);
    const work = mkdtempSync(join(cacheFolder('go-modules'), '.download-'));
    try {
      const source = download(wanted, work);
      files.forEach((file) => keep(wanted, join(source, file), join(kept, file)));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

function download({ module, version, sum }: GoModule, work: string): string {
  const env = { ...process.env, GOMODCACHE: join(work, 'mod'), GOFLAGS: '-modcacherw', GOWORK: 'off' };
  const { status, stdout, stderr, error } = spawnSync('go', ['mod', 'download', '-json', `${module}@${version}`], { cwd: work, env, encoding: 'utf8' });
  if (error) {
    throw new Error(`Go is needed to fetch ${module}: install Go 1.26 or newer (https://go.dev/dl) and have it on PATH (${error.message})`);
  }
  if (status !== 0) {
    throw new Error(`go mod download ${module}@${version} failed: ${stdout} ${stderr}`);
  }
  const answer = JSON.parse(stdout);
  if (answer.Sum !== sum) {
    throw new Error(`${module}@${version} has the checksum ${answer.Sum}, not the pinned ${sum}: it was changed, or the pin is wrong`);
  }
  return answer.Dir;
}

function keep({ module, version }: GoModule, source: string, target: string): void {
  if (!existsSync(source)) {
    throw new Error(`${module}@${version} has no ${source.slice(source.indexOf(version) + version.length + 1)}`);
  }
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target, { recursive: true });
}
