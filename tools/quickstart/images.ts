import { relative } from 'node:path';
import { GeneratedObject } from './objects';
import { dependsOnRuntime } from '../../testbed/images/recipes/runtime-package';
import { IMAGES } from '../../testbed/images/table';

/** The commands that build, from the root, the images that pods of the objects name and that this repository has the source of. */
export function buildCommands(objects: readonly GeneratedObject[], root: string): string[] {
  const named = imagesIn(objects);
  const built = IMAGES.flatMap(({ name, folder }) => folder && named.has(name) ? [{ name, folder: relative(root, folder) }] : []);
  const needRuntime = built.filter(({ folder }) => dependsOnRuntime(folder));
  return [
    ...built.some(({ folder }) => folder === 'runtime') || needRuntime.length > 0 ? ['npm run build --workspace runtime'] : [],
    ...needRuntime.map(({ folder }) => `npm pack --workspace runtime --pack-destination ${folder}`),
    ...built.map(({ name, folder }) => `docker build --tag ${name} ${folder}`),
  ];
}

/** A value that can be nothing but an image: a registry, a path and a tag. */
const IMAGE = /^[\w.-]+(:\d+)?(\/[\w.-]+)+:[\w.-]+$/;

/** The names of all images that the pods of objects run, and those that operators are told to run. */
export function imagesIn(objects: readonly { readonly spec?: any }[]): Set<string> {
  const pods: any[] = objects.flatMap(({ spec }) => spec?.template?.spec ?? []);
  const containers = pods.flatMap(({ containers: own = [], initContainers = [] }) => [...own, ...initContainers]);
  const told = containers.flatMap(({ args = [] }) => args.map((arg: string) => arg.split('=')[1])).filter((value) => IMAGE.test(value));
  return new Set([...containers, ...objects.map(({ spec }) => spec ?? {})].map(({ image }) => image).filter(Boolean).concat(told));
}
