import { Recipe } from './recipe';
import { stampOf } from '../../tools/once';

/** An image that pods name, and how it is made without Docker. */
export interface Image {
  /** The very name that YAML uses, with its tag: `quay.io/prometheus/prometheus:v3.14.0`. */
  readonly name: string;
  /** The version of what is in it. */
  readonly version: string;
  /** From the bottom up; layers that are equal are stored once, however many images have them. */
  readonly layers: readonly Recipe[];
  /** @default - none: the command is what runs */
  readonly entrypoint?: readonly string[];
  /** What pods replace by `args`. @default - none */
  readonly command?: readonly string[];
  /** `UID:GID`, as the upstream image has it. @default - root */
  readonly user?: string;
  /** What the runtime sends to end a container. @default - SIGTERM */
  readonly stopSignal?: string;
  /** @default "/" */
  readonly workingDirectory?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The folder with a Dockerfile that makes the same image, where the repository has its source. @default - others pull it */
  readonly folder?: string;
}

/** The last part of an image's name without its tag, by which commands call it: `prometheus`. */
export function shortName({ name }: Image): string {
  return repositoryOf(name).split('/').at(-1)!;
}

/**
 * The entry with a name as pods use it, or with its last part.
 *
 * @throws with the names that there are
 */
export function imageNamed(images: readonly Image[], name: string): Image {
  const found = images.find((image) => image.name === name || shortName(image) === name);
  if (!found) {
    throw new Error(`no image ${name} in testbed/images; there are ${images.map(shortName).sort().join(', ')}`);
  }
  return found;
}

/** A second name, which tells whether a cluster has this very content: `quay.io/prometheus/prometheus:content-0123456789abcdef`. */
export function contentName(image: Image): string {
  return `${repositoryOf(image.name)}:content-${imageStamp(image)}`;
}

/** A short hash of all that an image depends on. */
export function imageStamp({ name, layers, entrypoint, command, user, stopSignal, workingDirectory, env }: Image): string {
  const settings = JSON.stringify({ name, entrypoint, command, user, stopSignal, workingDirectory, env });
  return stampOf([], settings, ...layers.map((layer) => layer.stamp()));
}

/** Where an image's content comes from, for people. */
export function kindOf({ layers }: Image): string {
  return [...new Set(layers.map(({ kind }) => kind))].filter((kind) => kind !== 'base').join(', ');
}

function repositoryOf(name: string): string {
  return name.slice(0, name.lastIndexOf(':'));
}
