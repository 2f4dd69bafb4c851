import { Size } from 'cdk8s';
import { Volume, VolumeMount } from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { fail, McpErrorCode } from '../validation/failure';
import { checkReferences } from '../validation/references';

/** Where every container may write, though its root is read-only. */
const TEMPORARY = '/tmp';

/** Room in `/tmp`; it counts against the container's limit on ephemeral storage. */
const TEMPORARY_SIZE = Size.mebibytes(256);

/** The mounts of a container: those asked for, and a `/tmp` of its own unless one of them is there. */
export function withTemporary(
  scope: Construct, container: string, mounts: readonly VolumeMount[] = [], sizeLimit = TEMPORARY_SIZE,
): VolumeMount[] {
  if (mounts.some(({ path }) => path === TEMPORARY)) {
    return [...mounts];
  }
  const name = `tmp-${container}`;
  return [{ path: TEMPORARY, volume: Volume.fromEmptyDir(scope, name, name, { sizeLimit }) }, ...mounts];
}

/** Checks that no two volumes of a pod have one name. */
export function checkVolumeNames(scope: IConstruct, volumes: readonly Volume[]): void {
  const byName = new Map<string, Volume>();
  for (const volume of volumes) {
    if ((byName.get(volume.name) ?? volume) !== volume) {
      fail(scope, McpErrorCode.VOLUME_INVALID, `two volumes are named "${volume.name}". Give one of them another name.`);
    }
    byName.set(volume.name, volume);
  }
}

/**
 * Checks mounts: their paths, and that every Secret, ConfigMap and claim has a name.
 *
 * @param taken paths at which something is mounted already
 */
export function checkMounts(scope: IConstruct, property: string, mounts: readonly VolumeMount[] = [], taken: readonly string[] = []): void {
  const paths = new Set<string>(taken);
  mounts.forEach(({ path, volume }, index) => {
    if (typeof path !== 'string' || !/^\/[^:]*$/.test(path)) {
      fail(scope, McpErrorCode.VOLUME_INVALID, `${property}[${index}].path is "${path}". A mount path starts with "/" and has no ":".`);
    }
    if (paths.has(path)) {
      fail(scope, McpErrorCode.VOLUME_INVALID, `${property} mounts two volumes at "${path}". Give one of them another path.`);
    }
    paths.add(path);
    checkReferences(scope, `${property}[${index}].volume`, volume._toKube());
  });
}
