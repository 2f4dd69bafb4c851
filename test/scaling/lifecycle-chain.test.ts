import { Duration } from 'cdk8s';
import {
  LoadSource, McpAgentDeploymentProps, McpProxy, McpServer, NodeEviction, ProtocolEra, Scaling, ScalingMetric, Sessions,
} from '../../src';
import { agent, chartOf, find, manifests, SERVER } from '../support/synth';

const KEDA = LoadSource.keda({ prometheusUrl: 'http://prometheus.monitoring.svc:9090' });
const onLoad = (...metrics: ScalingMetric[]) => Scaling.between(2, 20).on(...metrics).from(KEDA);

/** Each way to run a server, with what its replicas follow. */
const AGENTS: Readonly<Record<string, Partial<McpAgentDeploymentProps>>> = {
  'no runtime, by CPU': { server: SERVER, sessions: Sessions.stateless(), scaling: Scaling.between(2, 10) },
  'serve, by calls': { server: McpServer.runtime('ghcr.io/acme/weather:1'), scaling: onLoad(ScalingMetric.callsInFlight(20)) },
  'serve, by sessions': { server: McpServer.runtime('ghcr.io/acme/weather:1'), scaling: onLoad(ScalingMetric.sessions(100)) },
  'modern, by calls and streams': {
    server: McpServer.runtime('ghcr.io/acme/weather:1', { protocol: ProtocolEra.MODERN }),
    scaling: onLoad(ScalingMetric.callsInFlight(20), ScalingMetric.openStreams(100)),
    nodeEviction: NodeEviction.refused(),
  },
  'register, one replica': { server: McpServer.node('ghcr.io/acme/weather:1', { port: 3000 }) },
  'bridge, by sessions': { server: McpServer.stdio('ghcr.io/acme/files:1', ['files']), scaling: onLoad(ScalingMetric.sessions(4)) },
  'proxy, by calls': {
    server: McpServer.http('ghcr.io/acme/weather:1', { port: 3000, proxy: McpProxy.sidecar() }), scaling: onLoad(ScalingMetric.callsInFlight(20)),
  },
};

/** How long calls and the quiet before a drain may take, and a grace that is longer than they need, in seconds. */
const TIMES = [
  { call: 60, quiet: 5 }, { call: 10, quiet: 15 }, { call: 300, quiet: 5 }, { call: 1800, quiet: 10 }, { call: 60, quiet: 5, grace: 400 },
];

const CASES = Object.entries(AGENTS).flatMap(([name, props]) => TIMES.map((times) => ({ name, props, ...times })));

describe.each(CASES)('$name, calls of $call s, quiet of $quiet s, grace $grace', ({ call, grace: asked, props, quiet }) => {
  const seconds = Duration.seconds;
  const isLong = call + quiet + 5 > 600;
  const objects = manifests(agent({
    ...props,
    longestToolCall: seconds(call),
    preStopDelay: seconds(quiet),
    ...asked ? { terminationGracePeriod: seconds(asked) } : {},
    ...isLong ? { nodeEviction: NodeEviction.refused() } : {},
  }, chartOf('agents')));
  const deployment = find(objects, 'Deployment').spec;
  const pod = deployment.template.spec;
  const grace: number = pod.terminationGracePeriodSeconds;
  const containers = [...pod.containers, ...pod.initContainers ?? []];
  const variable = (name: string) => containers.flatMap(({ env = [] }: any) => env).find((each: any) => each.name === name)?.value;

  test('the grace holds the quiet, the longest call and the end', () => {
    expect(grace).toBe(asked ?? quiet + call + 5);
  });

  test('the pod answers until endpoints are withdrawn, and drains as long as calls take, and no longer than it lives', () => {
    const hooks = containers.flatMap(({ lifecycle }: any) => lifecycle?.preStop ?? []);
    if (props.server!.runtimeRole) {
      expect(Number(variable('MCP_DRAIN_QUIET_SECONDS'))).toBe(quiet);
      expect(Number(variable('MCP_DRAIN_LIMIT_SECONDS'))).toBe(grace - quiet - 5);
      expect(Number(variable('MCP_DRAIN_LIMIT_SECONDS'))).toBeGreaterThanOrEqual(call);
      expect(hooks.map(({ httpGet }: any) => httpGet.path)).toContain('/drain');
    } else {
      expect(hooks).toEqual([{ sleep: { seconds: quiet } }]);
    }
  });

  test('a roll-out and a drain of nodes take pods one by one, and never all', () => {
    expect(deployment.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    expect(find(objects, 'PodDisruptionBudget').spec.maxUnavailable).toBe(1);
  });

  test('replicas leave at most a quarter a minute, no faster than what they had comes to the others', () => {
    const scaleDown = find(objects, 'HorizontalPodAutoscaler')?.spec.behavior.scaleDown
      ?? find(objects, 'ScaledObject')?.spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown;
    const follows = find(objects, 'ScaledObject')?.spec.triggers.map(({ name }: any) => name) ?? [];
    const moves = follows.includes('sessions') || follows.includes('open-streams');
    if (scaleDown) {
      expect(scaleDown.policies).toEqual([{ type: 'Percent', value: 25, periodSeconds: 60 }]);
      expect(scaleDown.stabilizationWindowSeconds).toBe(moves ? Math.min(3600, Math.max(300, grace)) : 300);
    } else {
      expect(deployment.replicas).toBe(1);
    }
  });

  test('no autoscaler of nodes cuts the drain', () => {
    const safe = deployment.template.metadata.annotations['cluster-autoscaler.kubernetes.io/safe-to-evict'];
    expect(safe === 'false' || grace <= 600).toBe(true);
  });
});
