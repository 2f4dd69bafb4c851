import { ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';

/** The root of this repository. */
export const REPOSITORY = resolve(__dirname, '..', '..');

/** A cluster that is made from source on this machine. */
const TESTBED = join(REPOSITORY, 'testbed');

/** Node's own limit of 1 MiB is less than some lists have. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Kinds whose objects the cluster makes and removes at times of its own. */
const TRANSIENT = new Set(['events', 'events.events.k8s.io', 'leases.coordination.k8s.io', 'certificatesigningrequests.certificates.k8s.io', 'ipaddresses.networking.k8s.io']);

/** An object of Kubernetes, of which a test reads what it needs. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid?: string; readonly generation?: number };
  readonly spec?: any;
  readonly status?: any;
}

/** How a command ended. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The cluster that the tests run on. */
export class Cluster {
  /**
   * The cluster of `KUBECONFIG`, or the testbed, which is started where it does not run.
   *
   * @throws when the testbed can't be started; its own message says why, and this one that KUBECONFIG names another cluster
   */
  public static find(): Cluster {
    if (process.env.KUBECONFIG) {
      return new Cluster(process.env, process.env.KUBECONFIG === testbedKubeconfig() ? TESTBED : undefined);
    }
    return new Cluster({ ...process.env, ...startTestbed() }, TESTBED);
  }

  private constructor(
    private readonly env: NodeJS.ProcessEnv,
    /** The folder of the testbed's commands, when the cluster is the testbed. */
    public readonly testbed?: string,
  ) {}

  /** Tells clusters apart, also those that were made anew under the same address. */
  public get uid(): string {
    return this.get('namespace', 'kube-system').metadata.uid!;
  }

  /**
   * Runs kubectl and returns what it printed.
   *
   * @throws with kubectl's own message when it fails
   */
  public kubectl(...args: string[]): string {
    return succeed(this.try(args), args);
  }

  /** The same with an input: `pipe(yaml, 'apply', '-f', '-')`. */
  public pipe(input: string, ...args: string[]): string {
    return succeed(this.try(args, input), args);
  }

  /** Runs kubectl where a failure is an answer, too. */
  public try(args: string[], input?: string): Outcome {
    return spawnSync('kubectl', args, { env: this.env, input, encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES });
  }

  /** Begins a command that goes on until it is killed, such as a watch: what it prints is read from its `stdout`. */
  public begin(...args: string[]): ChildProcessByStdio<null, Readable, Readable> {
    return spawn('kubectl', args, { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Opens a way from this machine to a port of a pod or Service, `pod/web-0`, for as long as the body uses it. */
  public async forwarded<Result>(namespace: string, to: string, port: number, body: (address: string) => Promise<Result>): Promise<Result> {
    const forward = this.begin('port-forward', '--namespace', namespace, to, `:${port}`);
    try {
      return await body(await addressOf(forward));
    } finally {
      forward.kill();
    }
  }

  /** Reads one object: `get('deployment', 'web', '--namespace', 'shop')`. */
  public get(...args: string[]): KubernetesObject {
    return JSON.parse(this.kubectl('get', ...args, '--output', 'json'));
  }

  /** Reads all objects of a kind: `list('pods', '--namespace', 'shop')`. */
  public list(...args: string[]): KubernetesObject[] {
    return JSON.parse(this.kubectl('get', ...args, '--output', 'json')).items;
  }

  /** Applies objects server-side, which has no limit on their size. */
  public apply(objects: object[]): void {
    this.pipe(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }), 'apply', '--server-side', '--force-conflicts', '--filename', '-');
  }

  /** Deletes objects, as far as they are there, and waits until they are gone. */
  public delete(objects: object[]): void {
    this.pipe(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }), 'delete', '--filename', '-', '--ignore-not-found', '--timeout=180s');
  }

  /** Installs CustomResourceDefinitions, and waits until objects of their kinds can be created. */
  public install(crds: readonly { readonly metadata: { readonly name?: string } }[]): void {
    this.apply([...crds]);
    this.kubectl('wait', '--for=condition=Established', '--timeout=60s', ...crds.map(({ metadata }) => `crd/${metadata.name}`));
  }

  /** Creates a namespace that admits nothing but restricted pods. */
  public createNamespace(name: string): void {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    this.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }]);
  }

  /** Deletes namespaces with all that is in them, and waits until they are gone. */
  public deleteNamespaces(...names: string[]): void {
    this.kubectl('delete', 'namespace', ...names, '--ignore-not-found', '--timeout=180s');
  }

  /** The names of nodes that take pods, the one with the control plane first. */
  public nodes(): string[] {
    const ready = this.list('nodes', '--sort-by=.metadata.creationTimestamp').filter(({ spec }) => !spec.unschedulable);
    return ready.map(({ metadata }) => metadata.name);
  }

  /** The name of every object there is, `deployment.apps mcp/weather`, but of those that come and go by themselves. */
  public inventory(): Set<string> {
    const kinds = this.kubectl('api-resources', '--verbs=list,delete', '--output=name').trim().split('\n').filter((kind) => !TRANSIENT.has(kind));
    const columns = 'custom-columns=KIND:.kind,NAMESPACE:.metadata.namespace,NAME:.metadata.name';
    const lines = this.kubectl('get', kinds.join(), '--all-namespaces', '--ignore-not-found', '--no-headers', '--output', columns).trim().split('\n');
    return new Set(lines.map((line) => line.split(/ +/)).map(([kind, namespace, name]) => `${kind} ${namespace === '<none>' ? '' : namespace}/${name}`));
  }

  /** What a person would look at first to find out why something in a namespace does not work. */
  public describe(namespace: string): string {
    const look = (...args: string[]) => {
      const { stdout, stderr } = this.try([...args, '--namespace', namespace]);
      return `$ kubectl ${args.join(' ')} --namespace ${namespace}\n${stdout}${stderr}`;
    };
    const pods = this.try(['get', 'pods', '--namespace', namespace, '--output', 'name']).stdout.split('\n').filter(Boolean);
    return [
      look('get', 'all', '--output', 'wide'),
      look('describe', 'pods'),
      ...pods.map((pod) => look('logs', pod, '--all-containers', '--prefix', '--tail=500')),
      look('get', 'events', '--sort-by=.metadata.creationTimestamp'),
    ].join('\n');
  }
}

/** What port-forward says first: "Forwarding from 127.0.0.1:40123 -> 9464". All of its output is read, or it would die of writing it. */
function addressOf({ stdout, stderr }: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  let said = '';
  return new Promise((found, reject) => {
    stderr.on('data', (chunk) => said += chunk);
    stdout.on('data', (chunk) => {
      said += chunk;
      const port = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port) {
        found(`http://127.0.0.1:${port}`);
      }
    });
    stdout.once('close', () => reject(new Error(`kubectl port-forward: ${said}`)));
  });
}

function succeed({ status, stdout, stderr }: Outcome, args: string[]): string {
  if (status !== 0) {
    throw new Error(`kubectl ${args.join(' ')}: ${stderr || 'could not be run; is it installed?'}`);
  }
  return stdout;
}

function testbedKubeconfig(): string {
  return join(process.env.TESTBED_STATE ?? `/run/testbed-${process.env.TESTBED_NAME ?? 'cdk8s-mcp'}`, 'kubeconfig');
}

/** The testbed prints its settings as shell exports. */
function startTestbed(): { KUBECONFIG: string; PATH: string } {
  const { status, stdout } = spawnSync(join(TESTBED, 'up'), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const kubeconfig = /^export KUBECONFIG=(.+)$/m.exec(stdout)?.[1];
  const programs = /^export PATH=(.+):\$PATH$/m.exec(stdout)?.[1];
  if (status !== 0 || !kubeconfig || !programs) {
    throw new Error(
      'testbed/up did not start a cluster; its message above says why. Any other cluster on which you may create namespaces and CRDs will do: '
      + 'set KUBECONFIG to it and load the images as e2e/README.md says.',
    );
  }
  return { KUBECONFIG: kubeconfig, PATH: `${programs}:${process.env.PATH}` };
}
