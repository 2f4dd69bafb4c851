import { App, Chart } from 'cdk8s';
import { Namespace } from 'cdk8s-plus-28';
import { McpAgentDeployment, McpServer, TargetCluster } from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'register');
const { name: namespace } = new Namespace(chart, 'namespace', {
  metadata: { name: 'mcp-register', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
});

// A server on the official SDK that exists already, from the image that it has: the runtime is loaded into its process, and gives it
// metrics, a readiness that speaks MCP, and an end that waits for calls. Its sessions stay in its memory, so there is one replica.
new McpAgentDeployment(chart, 'calendar', {
  namespace,
  // IMAGE_REGISTRY=registry.acme.io/mcp takes every image from there.
  cluster: TargetCluster.of({ imageRegistry: process.env.IMAGE_REGISTRY }),
  server: McpServer.node('localhost/register/calendar:1.0.0', { port: 3000 }),
});

app.synth();
