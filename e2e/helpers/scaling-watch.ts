import { Cluster, KubernetesObject } from './cluster';
import { Sighting, Watch } from './watch';

/** How often the HorizontalPodAutoscaler's controller looks at each of its objects. */
const PERIOD_MS = 15_000;

/** How long something that scales by itself may take at the most: a limit for what never comes, and no promise. */
const LIMIT_SECONDS = 240;

/** What replicas of agents are wanted and there, as it happens. KEDA's autoscaler of an agent is called `keda-hpa-<agent>`. */
export class ScalingWatch {
  public static start(cluster: Cluster, namespace: string): ScalingWatch {
    const list = (group: string, kind: string) => Watch.start(cluster, `/apis/${group}/namespaces/${namespace}/${kind}`);
    return new ScalingWatch(list('autoscaling/v2', 'horizontalpodautoscalers'), list('apps/v1', 'deployments'));
  }

  private constructor(private readonly autoscalers: Watch, private readonly deployments: Watch) {}

  /** The first moment since another at which so many replicas are wanted. */
  public wants(autoscaler: string, isRight: (replicas: number) => boolean, since: number, seconds = LIMIT_SECONDS): Promise<Sighting> {
    return this.autoscalers.until(autoscaler, (object) => isRight(desired(object)), { since, seconds });
  }

  /** The first moment since another at which so many replicas are ready. */
  public hasReady(agent: string, isRight: (replicas: number) => boolean, since: number, seconds = LIMIT_SECONDS): Promise<Sighting> {
    return this.deployments.until(agent, (object) => isRight(ready(object)), { since, seconds });
  }

  /** Waits until an agent has so many replicas, no more and no fewer, and nobody wants anything else. */
  public async rests(agent: string, autoscaler: string, replicas: number): Promise<void> {
    const now = Date.now();
    await this.wants(autoscaler, (wanted) => wanted === replicas, now);
    const isAsked = (object: KubernetesObject) => object.status?.replicas === replicas && ready(object) === replicas;
    await this.deployments.until(agent, isAsked, { since: now, seconds: LIMIT_SECONDS });
  }

  /** The numbers of replicas that were wanted since a moment, the one that held then first. */
  public wantedSince(autoscaler: string, since: number): number[] {
    return this.autoscalers.since(autoscaler, since).map(({ object }) => desired(object));
  }

  /** What was wanted, and ready, at a moment. */
  public at(agent: string, autoscaler: string, moment: number): { desired: number; ready: number; replicas: number } {
    const [deployment, wanted] = [this.deployments.since(agent, moment)[0]?.object, this.autoscalers.since(autoscaler, moment)[0]?.object];
    return { desired: desired(wanted), ready: ready(deployment), replicas: deployment?.status?.replicas ?? 0 };
  }

  /**
   * When the controller looks next, from a moment on. It writes what it saw only where that has changed; from the last time it did, it
   * has looked every 15 s.
   */
  public nextLook(autoscaler: string, from: number): number {
    const last = this.autoscalers.of(autoscaler).findLast(({ object }) => object.status?.conditions)?.at ?? from;
    return last + (Math.max(0, Math.ceil((from - last) / PERIOD_MS)) * PERIOD_MS);
  }

  public stop(): void {
    this.autoscalers.stop();
    this.deployments.stop();
  }
}

function desired(autoscaler: KubernetesObject | undefined): number {
  return autoscaler?.status?.desiredReplicas ?? 0;
}

function ready(deployment: KubernetesObject | undefined): number {
  return deployment?.status?.readyReplicas ?? 0;
}
