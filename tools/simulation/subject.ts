import { App, Chart } from 'cdk8s';
import { McpAgentDeployment, McpServer, Scaling } from '../../src';

/** The manifests of an agent as the library makes it where little is said: what is simulated where no file is named. */
export function defaultManifests(): Record<string, any>[] {
  const chart = new Chart(new App(), 'chart', { namespace: 'agents' });
  new McpAgentDeployment(chart, 'agent', { server: McpServer.runtime('ghcr.io/acme/agent:1.0.0'), scaling: Scaling.between(2, 20) });
  return chart.toJson();
}
