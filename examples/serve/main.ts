import { App, Chart } from 'cdk8s';
import { Namespace } from 'cdk8s-plus-28';
import { McpAgentDeployment, McpServer, ProtocolEra, Scaling, TargetCluster } from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'serve');
const { name: namespace } = new Namespace(chart, 'namespace', {
  metadata: { name: 'mcp-serve', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
});

// IMAGE_REGISTRY=registry.acme.io/mcp takes every image from there.
const cluster = TargetCluster.of({ imageRegistry: process.env.IMAGE_REGISTRY });

// On version 1 of the official SDK. Its sessions live in the replica that opened them, and the other replicas forward their requests there:
// so there may be several of them, behind a plain Service.
new McpAgentDeployment(chart, 'notes', {
  namespace,
  cluster,
  server: McpServer.runtime('localhost/serve/notes:1.0.0'),
  scaling: Scaling.fixed(3),
});

// On version 2, which speaks both eras of the protocol. Clients of the newer one have no session: any replica answers them by itself.
new McpAgentDeployment(chart, 'units', {
  namespace,
  cluster,
  server: McpServer.runtime('localhost/serve/units:1.0.0', { protocol: ProtocolEra.BOTH }),
  scaling: Scaling.fixed(2),
});

app.synth();
