import { App, Chart } from 'cdk8s';
import { LoadSource, McpAgentDeployment, McpServer, Scaling, ScalingMetric } from '../../src';

const PROMETHEUS = LoadSource.keda({ prometheusUrl: 'http://prometheus.monitoring.svc:9090' });

/** The manifests of an agent as the library makes it where little is said: what is simulated where no file is named. */
export function defaultManifests(): Record<string, any>[] {
  const chart = new Chart(new App(), 'chart', { namespace: 'agents' });
  new McpAgentDeployment(chart, 'agent', {
    server: McpServer.runtime('ghcr.io/acme/agent:1.0.0'),
    scaling: Scaling.between(2, 20).on(ScalingMetric.callsInFlight(20)).from(PROMETHEUS),
  });
  return chart.toJson();
}
