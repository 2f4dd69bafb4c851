import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from './cluster';
import { CLIENT_IMAGE } from './images';
import { RESTRICTED_CONTAINER, restrictedPod, USER } from './restricted';

/** A program of the client's image, and where it runs. */
export interface ClientJob {
  readonly namespace: string;
  /** The program and its arguments: `['ask.mjs', ...]`. */
  readonly args: readonly string[];
  /** How long it may take at most. */
  readonly seconds: number;
  /** CPU that is kept for it. @default "50m" */
  readonly cpu?: string;
  /** The name of a node that it must not run on, since that one will be drained. */
  readonly awayFrom?: string;
}

/** A client that runs in a pod of the cluster. */
export class RunningClient {
  public static start(cluster: Cluster, job: ClientJob): RunningClient {
    const created = JSON.parse(cluster.pipe(JSON.stringify(manifestOf(job)), 'create', '--namespace', job.namespace, '--filename', '-', '--output', 'json'));
    return new RunningClient(cluster, job.namespace, created.metadata.name);
  }

  private constructor(private readonly cluster: Cluster, private readonly namespace: string, private readonly name: string) {}

  /** All that it has written so far. */
  public logs(): string {
    return this.cluster.try(['logs', `job/${this.name}`, '--namespace', this.namespace]).stdout;
  }

  /** Asks it to end, as the kubelet would, and leaves its logs to be read. */
  public terminate(): void {
    this.cluster.kubectl('exec', `job/${this.name}`, '--namespace', this.namespace, '--', 'node', '--eval', 'process.kill(1, "SIGTERM")');
  }

  /** Waits until it has written something that matches. */
  public async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.logs())) {
      if (this.ended()) {
        throw new Error(`The client ended before it wrote ${pattern}:\n${this.logs()}`);
      }
      await sleep(500);
    }
  }

  /** Waits for its end, well or not, removes it, and returns all that it wrote. */
  public async output(): Promise<string> {
    while (!this.ended()) {
      await sleep(500);
    }
    const logs = this.logs();
    this.cluster.kubectl('delete', 'job', this.name, '--namespace', this.namespace);
    return logs;
  }

  private ended(): boolean {
    const conditions: { type: string; status: string }[] = this.cluster.get('job', this.name, '--namespace', this.namespace).status?.conditions ?? [];
    return conditions.some(({ type, status }) => status === 'True' && (type === 'Complete' || type === 'Failed'));
  }
}

/** A pod that Pod Security's level `restricted` admits. */
function manifestOf({ args, seconds, cpu = '50m', awayFrom }: ClientJob): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { generateName: 'e2e-client-' },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: seconds,
      template: {
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: restrictedPod(USER),
          affinity: awayFrom && { nodeAffinity: otherThan(awayFrom) },
          containers: [{
            name: 'client',
            image: CLIENT_IMAGE.name,
            imagePullPolicy: 'IfNotPresent',
            args,
            securityContext: RESTRICTED_CONTAINER,
            resources: { requests: { cpu, memory: '64Mi' }, limits: { memory: '256Mi' } },
          }],
        },
      },
    },
  };
}

function otherThan(node: string): object {
  const matchExpressions = [{ key: 'kubernetes.io/hostname', operator: 'NotIn', values: [node] }];
  return { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } };
}
