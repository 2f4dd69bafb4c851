import { spawnSync } from 'node:child_process';
import { Cluster } from './cluster';
import { Image, imageNamed } from '../../testbed/images/image';
import { provideOnTestbed } from '../../testbed/images/provide';
import { dependsOnRuntime, packRuntime } from '../../testbed/images/recipes/runtime-package';
import { IMAGES } from '../../testbed/images/table';

/** The client that asks servers from inside the cluster. */
export const CLIENT_IMAGE: Image = imageNamed(IMAGES, 'localhost/cdk8s-mcp-e2e/client:1');

/**
 * Sees to it that pods find images, given by an entry of the table in `testbed/images`, by the name that pods use, or by its last part.
 *
 * The testbed gets them as the table says. On any other cluster the command in `E2E_LOAD_IMAGE` is run for each that the repository has the
 * source of, with its name and its folder as arguments; where that is not set they are taken to be there. All others that cluster pulls.
 *
 * @throws when the table has no such image, or one can't be made
 */
export function provideImages(cluster: Cluster, ...images: (Image | string)[]): void {
  const wanted = images.map((image) => typeof image === 'string' ? imageNamed(IMAGES, image) : image);
  if (cluster.testbed) {
    wanted.forEach((image) => provideOnTestbed(image, cluster.testbed!));
  } else if (process.env.E2E_LOAD_IMAGE) {
    wanted.filter(({ folder }) => folder).forEach(({ name, folder }) => load(name, folder!));
  }
}

function load(name: string, folder: string): void {
  if (dependsOnRuntime(folder)) {
    packRuntime(folder);
  }
  const { status, error } = spawnSync('sh', ['-c', '$E2E_LOAD_IMAGE "$1" "$2"', 'sh', name, folder], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) {
    throw new Error(`${process.env.E2E_LOAD_IMAGE} ${name} ${folder} failed: ${error?.message ?? 'its message above says why'}`);
  }
}
