// N agents by McpAgentDeployment: `node agents.mjs N OUTDIR`.
import { App, Chart } from 'cdk8s';
import { HealthCheck, McpAgentDeployment, McpServer, Scaling, ScalingMetric, Sessions } from 'cdk8s-mcp';

const [count, outdir] = [Number(process.argv[2]), process.argv[3]];
const app = new App({ outdir });
const chart = new Chart(app, 'agents', { namespace: 'agents' });
for (let n = 0; n < count; n += 1) {
  new McpAgentDeployment(chart, `agent-${n}`, {
    server: McpServer.http('ghcr.io/acme/weather:1.4.2', {
      port: 3000,
      health: HealthCheck.http('/livez', { port: 8080, readinessPath: '/readyz' }),
      metrics: { port: 8080 },
    }),
    sessions: Sessions.stateless(),
    scaling: Scaling.between(2, 10).on(ScalingMetric.cpu(70)),
  });
}
app.synth();
