import { readFileSync } from 'node:fs';

/** Where the kernel tells a container its memory limit: cgroups version 2, then version 1. */
const FILES = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'];

/** Version 1 says "no limit" by a number larger than any machine's memory. */
const NO_LIMIT = 2 ** 60;

/** How much memory this container may use, in bytes; undefined where there is no limit, or no way to tell. */
export function memoryLimit(read: (file: string) => string = (file) => readFileSync(file, 'utf8')): number | undefined {
  for (const file of FILES) {
    try {
      const limit = Number(read(file));
      return limit < NO_LIMIT ? limit : undefined; // "max" is no number
    } catch {
      continue;
    }
  }
  return undefined;
}

/** How many processes run where nothing else limits them. */
const WITHOUT_LIMIT = 32;

/** What the bridge itself takes, and the process that its probe asks, in bytes: 75 MiB were measured for the first. */
const RESERVED = 192 * 1024 * 1024;

/** What a process of a stdio server takes until one was seen, in bytes: 68 MiB were measured for a small one on Node. */
const ASSUMED = 96 * 1024 * 1024;

/** Room that is left for what a process takes while it works. */
const HEADROOM = 1.25;

/**
 * How many processes of a stdio server the memory has room for.
 *
 * @param limit in bytes; undefined for none
 * @param seen the memory of a process that answers, in bytes; undefined while there is none
 */
export function roomFor(limit: number | undefined, seen: number | undefined): number {
  if (limit === undefined) {
    return WITHOUT_LIMIT;
  }
  const each = seen === undefined ? ASSUMED : seen * HEADROOM;
  return Math.min(WITHOUT_LIMIT, Math.max(1, Math.floor((limit - RESERVED) / each)));
}
