import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Cluster, REPOSITORY } from './cluster';
import { cacheFolder } from '../../tools/cache';

/** An image that pods name, and the folder of the Node.js app, with its Dockerfile, that it is made from. */
export interface Image {
  readonly name: string;
  readonly folder: string;
}

const SERVERS = join(REPOSITORY, 'examples', 'quickstart', 'servers');

/** The images that the quickstart's chart names. */
export const QUICKSTART_IMAGES: readonly Image[] = [
  { name: 'localhost/quickstart/weather:1.0.0', folder: join(SERVERS, 'weather') },
  { name: 'localhost/quickstart/everything:2026.8.31', folder: join(SERVERS, 'everything') },
];

/** The client that asks servers from inside the cluster. */
export const CLIENT_IMAGE: Image = { name: 'localhost/cdk8s-mcp-e2e/client:1', folder: join(REPOSITORY, 'e2e', 'client') };

/**
 * Sees to it that pods find the images.
 *
 * The testbed makes them itself. On any other cluster the command in `E2E_LOAD_IMAGE` is run for each, with its name and folder as
 * arguments; where that is not set they are taken to be there.
 */
export function provideImages(cluster: Cluster, ...images: Image[]): void {
  if (cluster.testbed) {
    images.filter((image) => !isProvided(cluster, image)).forEach((image) => makeOnTestbed(cluster, image));
  } else if (process.env.E2E_LOAD_IMAGE) {
    images.forEach(({ name, folder }) => run('sh', ['-c', '$E2E_LOAD_IMAGE "$1" "$2"', 'sh', name, folder]));
  }
}

/** True when the image was made from the same files; the cluster is asked, too, since a kubelet removes unused images. */
function isProvided(cluster: Cluster, image: Image): boolean {
  const stamp = stampOf(cluster, image);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === contentOf(image) && hasImage(cluster, image);
}

function hasImage(cluster: Cluster, { name }: Image): boolean {
  return cluster.list('nodes').some(({ status }) => status.images.some(({ names }: { names: string[] }) => names.includes(name)));
}

function makeOnTestbed(cluster: Cluster, image: Image): void {
  const app = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-image-'));
  try {
    cpSync(image.folder, app, { recursive: true, filter: isSource });
    run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], app);
    run(join(cluster.testbed!, 'image'), [image.name, '--node-app', app, '--user', '65532:65532', '--env', 'NODE_ENV=production']);
    writeFileSync(stampOf(cluster, image), contentOf(image));
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
}

/** Kept by the cluster's uid: a cluster that was wiped has lost its images, and comes back with another one. */
function stampOf(cluster: Cluster, { name }: Image): string {
  return join(cacheFolder('e2e-images', cluster.uid), encodeURIComponent(name));
}

/** What the image is made of: the app's files, and the Node.js that the testbed puts beside them. */
function contentOf({ folder }: Image): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of sourcesOf(folder)) {
    hash.update(`\0${file}\0`).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex');
}

function sourcesOf(folder: string): string[] {
  const files = readdirSync(folder).filter(isSource).flatMap((name) => (
    statSync(join(folder, name)).isDirectory() ? sourcesOf(join(folder, name)).map((file) => join(name, file)) : [name]
  ));
  return files.sort();
}

function isSource(file: string): boolean {
  return basename(file) !== 'node_modules';
}

function run(command: string, args: string[], cwd?: string): void {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? 'its message above says why'}`);
  }
}
