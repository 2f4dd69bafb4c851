import { Duration } from 'cdk8s';
import { Cpu, EnvValue, Secret } from 'cdk8s-plus-28';
import { KubernetesObject } from './cluster';
import { Load } from './load';
import { REDIS_SECRET } from './redis';
import { McpAgentDeployment, McpAgentDeploymentProps, McpServer, NetworkAccess, Peer, ProtocolEra, Scaling, Sessions } from '../../src';
import { chartOf, manifests } from '../../test/support/synth';

/** A server on version 1 of the SDK with sessions, and one on version 2 without, as agents that scale. */
export const SDK_V1 = {
  image: 'localhost/cdk8s-mcp-e2e/serve:1',
  era: 'legacy',
  props: (): McpAgentDeploymentProps => ({
    server: McpServer.runtime('localhost/cdk8s-mcp-e2e/serve:1', { protocol: ProtocolEra.LEGACY }), sessions: Sessions.forwarded(),
  }),
} as const;
export const SDK_V2 = {
  image: 'localhost/cdk8s-mcp-e2e/sdk-v2:1',
  era: 'modern',
  props: (): McpAgentDeploymentProps => ({
    server: McpServer.node('localhost/cdk8s-mcp-e2e/sdk-v2:1', { port: 3000, protocol: ProtocolEra.MODERN }), sessions: Sessions.stateless(),
  }),
} as const;

/** Sessions in the Redis of a namespace. */
export function portable(namespace: string): Sessions {
  const url = EnvValue.fromSecretValue({ secret: Secret.fromSecretName(chartOf(namespace), 'redis', REDIS_SECRET), key: 'url' });
  return Sessions.portable(url, { redisPeer: Peer.pods({ labels: { app: 'redis' } }) });
}

/** Kinds whose CRDs these drills do without. */
const OF_OTHERS = new Set(['ServiceMonitor', 'VerticalPodAutoscaler']);

/** What an agent becomes, small, and open to a Prometheus of its own namespace. */
export function scaledAgent(namespace: string, name: string, props: McpAgentDeploymentProps, scaling: Scaling): KubernetesObject[] {
  const chart = chartOf(namespace);
  new McpAgentDeployment(chart, name, {
    longestToolCall: Duration.seconds(30),
    resources: { cpu: { request: Cpu.millis(50) } },
    network: NetworkAccess.restricted({ scrapers: [Peer.sameNamespace()] }),
    scaling,
    ...props,
  });
  return manifests(chart).filter(({ kind }) => !OF_OTHERS.has(kind));
}

/** Calls of two seconds, so many of them in flight at any time: they cost next to no CPU. */
export function inFlight(namespace: string, agent: string, era: Load['era'], calls: number): Load {
  return { url: urlOf(namespace, agent), tool: 'sleep', cases: [{ arguments: { ms: 2_000 }, answer: 'slept 2000 ms' }], era, sessions: calls, lateSeconds: 4 };
}

/** Small calls, so many a second: they cost CPU. */
export function echoes(namespace: string, agent: string, era: Load['era'], rate: number, sessions = 10): Load {
  return { url: urlOf(namespace, agent), tool: 'echo', cases: [{ arguments: { text: '{{token}}' }, answer: '{{token}}' }], era, sessions, rate };
}

function urlOf(namespace: string, agent: string): string {
  return `http://${agent}.${namespace}.svc.cluster.local/mcp`;
}

/** Lets replicas leave at once: what is measured is how they come. */
export function leavingAtOnce(objects: KubernetesObject[]): KubernetesObject[] {
  for (const { kind, spec } of objects) {
    const scaling = kind === 'ScaledObject' ? ((spec.advanced ??= {}).horizontalPodAutoscalerConfig ??= {}) : kind === 'HorizontalPodAutoscaler' ? spec : undefined;
    if (scaling) {
      scaling.behavior = { ...scaling.behavior, scaleDown: { stabilizationWindowSeconds: 0, policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] } };
    }
  }
  return objects;
}
