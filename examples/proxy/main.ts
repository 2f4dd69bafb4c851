import { App, Chart } from 'cdk8s';
import { Namespace } from 'cdk8s-plus-28';
import { McpAgentDeployment, McpProxy, McpServer, ProtocolEra, Scaling, TargetCluster } from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'proxy');
const { name: namespace } = new Namespace(chart, 'namespace', {
  metadata: { name: 'mcp-proxy', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
});

// A server in another language, here Python, that speaks Streamable HTTP by itself. The proxy in its pod measures calls, drains, and
// forwards requests to the replica that has their session: so there may be several, though FastMCP keeps sessions in memory.
new McpAgentDeployment(chart, 'statistics', {
  namespace,
  // IMAGE_REGISTRY=registry.acme.io/mcp takes every image from there.
  cluster: TargetCluster.of({ imageRegistry: process.env.IMAGE_REGISTRY }),
  server: McpServer.http('localhost/proxy/statistics:1.0.0', { port: 3000, protocol: ProtocolEra.BOTH, proxy: McpProxy.sidecar() }),
  scaling: Scaling.fixed(2),
});

app.synth();
