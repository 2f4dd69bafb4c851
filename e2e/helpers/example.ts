import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster, KubernetesObject, REPOSITORY } from './cluster';
import { provideImages } from './images';
import { objectsIn } from './manifests';
import { surround, Surroundings, SURROUNDINGS } from './surroundings';
import { fullCrds } from '../../crds/full';
import { SOURCES } from '../../crds/sources';
import { IMAGES } from '../../testbed/images/table';
import { imagesIn } from '../../tools/quickstart/images';

/** An app of `examples/`, and its YAML. */
export class Example {
  /** Synthesizes an example by the command of the README. */
  public static synthesize(name: string): Example {
    const folder = join(REPOSITORY, 'examples', name);
    const output = join(folder, 'dist');
    rmSync(output, { recursive: true, force: true });
    const surroundings = SURROUNDINGS[name];
    const env = { ...process.env, ...surroundings?.env };
    const { status, stdout, stderr } = spawnSync('npx', ['cdk8s', 'synth', '--check-upgrade=false'], { cwd: folder, env, encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(`examples/${name} does not synthesize: ${stdout}${stderr}`);
    }
    return new Example(output, surroundings);
  }

  private constructor(
    /** The folder that users give to `kubectl apply`. */
    public readonly folder: string,
    private readonly surroundings?: Surroundings,
  ) {}

  public get objects(): KubernetesObject[] {
    return readdirSync(this.folder).sort().flatMap((file) => objectsIn(join(this.folder, file)));
  }

  /** Gets the images that its pods name onto the cluster, as far as they are not upstream's to pull. */
  public provideImages(cluster: Cluster): void {
    const named = imagesIn(this.objects);
    provideImages(cluster, ...IMAGES.filter(({ name }) => named.has(name)));
  }

  /** Makes what it needs around it. */
  public surround(cluster: Cluster): void {
    if (this.surroundings) {
      surround(cluster, this.surroundings);
    }
  }

  /** Deletes its namespaces and that of its surroundings, whatever is in them. */
  public clear(cluster: Cluster): void {
    const made = this.objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    cluster.deleteNamespaces(...made, ...this.surroundings ? [this.surroundings.namespace] : []);
  }

  /** The first step: upstream's whole CRDs of the kinds that it has, until objects of them can be created. */
  public installCrds(cluster: Cluster): void {
    const kinds = new Set(this.objects.map(({ kind }) => kind));
    const needed = SOURCES.filter(({ kind }) => kinds.has(kind)).map(({ name }) => name);
    if (needed.length > 0) {
      cluster.install(fullCrds(...needed));
    }
  }

  /** The last step: everything else. */
  public apply(cluster: Cluster): void {
    cluster.kubectl('apply', '--server-side', '--filename', this.folder);
  }

  /** Waits until every workload of it does its work, with the replicas that its autoscaler wants at the least. */
  public waitUntilAvailable(cluster: Cluster): void {
    for (const { kind, metadata: { name, namespace } } of this.objects.filter((object) => WORKLOADS.has(object.kind))) {
      cluster.kubectl('rollout', 'status', `${kind.toLowerCase()}/${name}`, '--namespace', namespace ?? 'default', '--timeout=180s');
    }
    // An autoscaler looks every 15 s; until its first look a new Deployment has one replica.
    for (const { spec, metadata: { namespace } } of this.objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')) {
      const ready = `--for=jsonpath={.status.readyReplicas}=${spec.minReplicas}`;
      cluster.kubectl('wait', ready, `deployment/${spec.scaleTargetRef.name}`, '--namespace', namespace ?? 'default', '--timeout=90s');
    }
  }

  /** Deletes what it made, before any CRD or operator that its objects may have finalizers of. */
  public delete(cluster: Cluster): void {
    cluster.kubectl('delete', '--filename', this.folder, '--timeout=180s');
  }
}

const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
