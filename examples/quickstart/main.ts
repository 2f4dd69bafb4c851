import { App, Chart } from 'cdk8s';
import { Namespace } from 'cdk8s-plus-28';
import { HealthCheck, McpAgentDeployment, McpServer, Scaling, ScalingMetric, Sessions, TargetCluster } from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'quickstart');
const { name: namespace } = new Namespace(chart, 'namespace', {
  metadata: { name: 'mcp-quickstart', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
});

// IMAGE_REGISTRY=registry.acme.io/mcp takes every image from there.
const cluster = TargetCluster.of({ imageRegistry: process.env.IMAGE_REGISTRY });

// The reference server of the MCP project. Its sessions live in one process, so it stays at one replica.
new McpAgentDeployment(chart, 'everything', {
  namespace,
  cluster,
  server: McpServer.http('localhost/quickstart/everything:2026.8.31', { port: 3001 }),
});

// A stateless server on the official SDK: any replica serves any request, so it scales.
new McpAgentDeployment(chart, 'weather', {
  namespace,
  cluster,
  server: McpServer.http('localhost/quickstart/weather:1.0.0', {
    port: 3000,
    health: HealthCheck.http('/livez', { port: 8080, readinessPath: '/readyz' }),
    metrics: { port: 8080 },
  }),
  sessions: Sessions.stateless(),
  scaling: Scaling.between(2, 6).on(ScalingMetric.cpu(70)),
});

// A server that speaks over its standard input and output, as it is: the runtime serves it, with a process for each session.
new McpAgentDeployment(chart, 'thinking', {
  namespace,
  cluster,
  server: McpServer.stdio('localhost/quickstart/thinking:2026.8.31', ['mcp-server-sequential-thinking']),
});

// A server written for the runtime: its sessions are served by whichever replica a request reaches.
new McpAgentDeployment(chart, 'notes', {
  namespace,
  cluster,
  server: McpServer.runtime('localhost/serve/notes:1.0.0'),
  scaling: Scaling.between(2, 6).on(ScalingMetric.cpu(70)),
});

app.synth();
