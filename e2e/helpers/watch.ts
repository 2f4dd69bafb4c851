import { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, KubernetesObject } from './cluster';

/** How an object was at a moment. */
export interface Sighting {
  /** When that was learnt, in milliseconds since 1970. */
  readonly at: number;
  readonly object: KubernetesObject;
}

/** How often it is looked whether something was seen. */
const LOOK_MS = 50;

/**
 * All that becomes of the objects of a kind in a namespace, with the time of each change: the API server tells of it as it happens, where
 * looking again and again would be late by the time between two looks.
 */
export class Watch {
  /** @param path of the list, such as `/apis/apps/v1/namespaces/shop/deployments` */
  public static start(cluster: Cluster, path: string): Watch {
    const child = cluster.begin('get', '--raw', `${path}?watch=true`);
    const watch = new Watch(child, path);
    createInterface({ input: child.stdout }).on('line', (line) => watch.saw(JSON.parse(line)));
    child.stderr.on('data', (chunk) => watch.said += chunk);
    return watch;
  }

  private readonly sightings = new Map<string, Sighting[]>();
  private said = '';

  private constructor(private readonly child: ChildProcess, private readonly path: string) {}

  /** What an object went through, the oldest first. */
  public of(name: string): readonly Sighting[] {
    return this.sightings.get(name) ?? [];
  }

  /** The first sighting of an object, from a moment on or as it was then, that is as it should be. */
  public async until(name: string, isRight: (object: KubernetesObject) => boolean, { since = 0, seconds = 120 } = {}): Promise<Sighting> {
    const deadline = Date.now() + seconds * 1_000;
    for (;;) {
      const found = this.since(name, since).find(({ object }) => isRight(object));
      if (found) {
        return found;
      }
      if (Date.now() > deadline || this.child.exitCode !== null) {
        const last = JSON.stringify(this.of(name).at(-1)?.object.status);
        throw new Error(`${name} was not so within ${seconds} s: ${isRight}. It was last ${last}. ${this.path}: ${this.said}`);
      }
      await sleep(LOOK_MS);
    }
  }

  /** All sightings from a moment on, the one that held at that moment among them. */
  public since(name: string, at: number): readonly Sighting[] {
    const all = this.of(name);
    const held = all.findLastIndex((sighting) => sighting.at <= at);
    return all.slice(Math.max(0, held));
  }

  public stop(): void {
    this.child.kill();
  }

  private saw({ object }: { object: KubernetesObject }): void {
    const { name } = object.metadata;
    this.sightings.set(name, [...this.of(name), { at: Date.now(), object }]);
  }
}
