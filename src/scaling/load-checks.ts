import { IConstruct } from 'constructs';
import { MOST_INTERVAL } from './prometheus-adapter-rules';
import { Scaling } from './scaling';
import { ScalingMetric } from './scaling-metric';
import { Chosen } from '../agent/chosen';
import { Lifecycle } from '../agent/lifecycle';
import { McpServer } from '../agent/mcp-server';
import { ClusterApi } from '../cluster/target-cluster';
import { SCALING_INTERVAL } from '../observability/monitors/scrape';
import { RUNTIME_WAYS } from '../runtime/role';
import { fail, McpErrorCode } from '../validation/failure';

/** What is known of an agent whose number of replicas follows load. */
export interface LoadedAgent {
  readonly server: McpServer;
  readonly chosen: Chosen;
  readonly lifecycle: Lifecycle;
  /** Its namespace, where it is known at synth. */
  readonly namespace?: string;
}

/** What follows load that an agent does not tell, or that is read too late, would stand still or flap in the cluster: it is refused. */
export function checkLoad(scope: IConstruct, agent: LoadedAgent): void {
  const { cluster, scaling } = agent.chosen;
  if (scaling._needsSource && !scaling._source?._adapter && !cluster.has(ClusterApi.KEDA)) {
    fail(scope, McpErrorCode.SCALING_INVALID,
      'the number of replicas follows load that KEDA reads, and the cluster is said to have no KEDA. Install it and leave ClusterApi.KEDA out of "without", or use LoadSource.prometheusAdapter(...).');
  }
  const loads = scaling.metrics.filter(({ _load }) => _load !== undefined);
  if (loads.length === 0) {
    return;
  }
  checkTold(scope, loads, agent);
  checkSessionTargets(scope, loads, agent);
  checkWindow(scope, loads, scaling, agent.lifecycle);
}

/** That the agent tells the load, and that somebody collects it. */
function checkTold(scope: IConstruct, [metric]: ScalingMetric[], { chosen, namespace, server }: LoadedAgent): void {
  const what = `the number of replicas follows ${metric._load!.property}`;
  if (!server.runtimeRole) {
    fail(scope, McpErrorCode.RUNTIME_MISSING,
      `${what}, which the runtime tells, and the pod has no runtime. ${RUNTIME_WAYS} Or scale by ScalingMetric.cpu(...), or on the server's own metrics by ScalingMetric.promQl(...).`);
  }
  if (!chosen.monitoring._usesServiceMonitor || !chosen.cluster.has(ClusterApi.PROMETHEUS_OPERATOR)) {
    fail(scope, McpErrorCode.SCALING_INVALID,
      `${what}, and no ServiceMonitor has Prometheus collect it. Leave Monitoring.none() and ClusterApi.PROMETHEUS_OPERATOR out, or say by ScalingMetric.promQl(...) how your Prometheus knows it.`);
  }
  const { interval } = chosen.monitoring._scrape(scope, SCALING_INTERVAL);
  if (interval > MOST_INTERVAL) {
    fail(scope, McpErrorCode.SCALING_INVALID,
      `${what}, and monitoring.interval is ${interval} s, so that replicas would come a minute after the load. Use at most Duration.seconds(${MOST_INTERVAL}), or leave it out: it is 5 s then.`);
  }
  if (namespace === undefined) {
    fail(scope, McpErrorCode.SCALING_INVALID, `${what}, and the agent's series are known by its namespace, which is not known at synth. Give its chart a namespace.`);
  }
}

/** That there are sessions, and that a replica may have as many as it should. */
function checkSessionTargets(scope: IConstruct, loads: ScalingMetric[], { chosen: { sessions }, server }: LoadedAgent): void {
  const bySessions = loads.find(({ _load }) => _load!.property === 'sessions');
  if (!bySessions) {
    return;
  }
  if (sessions.kind === 'stateless') {
    fail(scope, McpErrorCode.SCALING_INVALID,
      'the number of replicas follows sessions, and the server keeps none: sessions are stateless. Use ScalingMetric.callsInFlight(...), or openStreams(...) where clients listen.');
  }
  for (const [limit, most] of Object.entries({ 'sessions.maxPerReplica': sessions._maxPerReplica, 'server.maxProcesses': server._maxProcesses })) {
    if (most !== undefined && bySessions.target >= most) {
      fail(scope, McpErrorCode.SCALING_INVALID,
        `the number of replicas follows sessions, ${bySessions.target} for each, and a replica refuses more than ${most} (${limit}): clients would get 503 before another one comes. `
        + 'Use a target below it, some 70 per cent, or raise the limit.');
    }
  }
}

/** That work which a leaving pod hands on is back in the sum before the sum is believed. */
function checkWindow(scope: IConstruct, loads: ScalingMetric[], scaling: Scaling, { grace }: Lifecycle): void {
  const window = scaling._behavior.scaleDownStabilization.toSeconds();
  for (const { _load: load } of loads) {
    const least = Math.min(3600, Math.max(load!.moves ? grace : 0, load!.over ?? 0));
    if (window < least) {
      const why = load!.moves
        ? `what a pod that leaves has of them comes to the others within its grace of ${grace} s, and until then fewer replicas would seem enough`
        : `they are taken over ${load!.over} s, so that the sum falls for as long after a burst`;
      fail(scope, McpErrorCode.SCALING_INVALID,
        `scaling.scaleDownStabilization is ${window} s, and the number of replicas follows ${load!.property}: ${why}. Use at least Duration.seconds(${least}).`);
    }
  }
}
