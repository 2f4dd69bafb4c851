import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from './cluster';
import { Scrape } from './metrics';
import { METRICS, PORTS } from '../../src/runtime/contract';

/** How long a session that its client has ended, or a request that it has the answer of, may still be counted. */
const SETTLED_MS = 15_000;

/** What the runtime has counted in all pods of an agent. */
export class AgentMetrics {
  /** Reads them until nothing is in flight and no session is open; what does not come to rest is for the test to find. */
  public static async of(cluster: Cluster, namespace: string, agent: string): Promise<AgentMetrics> {
    const deadline = Date.now() + SETTLED_MS;
    for (;;) {
      const metrics = await AgentMetrics.now(cluster, namespace, agent);
      if (Date.now() > deadline || (metrics.inFlight === 0 && metrics.sessions === 0)) {
        return metrics;
      }
      await sleep(500);
    }
  }

  private static async now(cluster: Cluster, namespace: string, agent: string): Promise<AgentMetrics> {
    const pods = cluster.list('pods', '--namespace', namespace, '--selector', `app.kubernetes.io/name=${agent}`);
    return new AgentMetrics(await Promise.all(pods.map(({ metadata }) => Scrape.of(cluster, namespace, metadata.name, PORTS.METRICS))));
  }

  private constructor(private readonly pods: readonly Scrape[]) {}

  /** Calls of a tool that were answered, however: all of them, or those that ended in an error of a type. */
  public calls(tool: string, errorType?: string): number {
    const error = errorType === undefined ? undefined : { error_type: errorType };
    return this.sum(`${METRICS.operationDuration.name}_count`, { mcp_method_name: 'tools/call', gen_ai_tool_name: tool, ...error });
  }

  public get inFlight(): number {
    return this.sum(METRICS.operationsInFlight.name);
  }

  /** Sessions that are open. */
  public get sessions(): number {
    return this.sum(METRICS.sessionsActive.name);
  }

  /** Sessions that were opened. */
  public get openedSessions(): number {
    return this.sum(METRICS.sessions.name);
  }

  /** Requests for sessions of another pod. */
  public forwarded(outcome: string): number {
    return this.sum(METRICS.forwarded.name, { outcome });
  }

  /** Whether the messages of the server are seen, in each pod. */
  public get instrumented(): (number | undefined)[] {
    return this.pods.map((pod) => pod.sum(METRICS.instrumented.name));
  }

  /** The sum over all pods. What was never counted is 0: a series appears with what it counts. */
  public sum(name: string, labels?: Readonly<Record<string, string>>): number {
    return this.pods.reduce((total, pod) => total + (pod.sum(name, labels) ?? 0), 0);
  }
}
