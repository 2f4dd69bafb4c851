import { App, Chart, Size } from 'cdk8s';
import { Namespace, Secret } from 'cdk8s-plus-28';
import {
  ClusterApi, Grafana, McpAgentDeployment, McpObservability, McpServer, Observability, Receiver, Scaling, Slo, TargetCluster,
} from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'observability-stack');
const { name: namespace } = new Namespace(chart, 'namespace', {
  metadata: { name: 'mcp-observed', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
});

// IMAGE_REGISTRY=registry.acme.io/mcp takes every image from there.
const cluster = TargetCluster.of({ imageRegistry: process.env.IMAGE_REGISTRY, without: [ClusterApi.VERTICAL_POD_AUTOSCALER] });

// A cluster that has nothing yet: all of it, in the namespace "monitoring". Who is told of alerts is in a Secret there.
const observability = new McpObservability(chart, 'observability', Observability.stack({
  cluster,
  prometheus: { storage: Size.gibibytes(20) },
  alertmanager: { receivers: [Receiver.webhook({ urlSecret: { secret: Secret.fromSecretName(chart, 'alerting', 'alerting'), key: 'url' } })] },
  // WITHOUT_GRAFANA=true is for a cluster that can't pull it: dashboards are then ConfigMaps, for the sidecar of another one.
  grafana: process.env.WITHOUT_GRAFANA ? Grafana.none() : Grafana.deployed(),
}));

const notes = new McpAgentDeployment(chart, 'notes', {
  namespace,
  cluster,
  server: McpServer.runtime('localhost/serve/notes:1.0.0'),
  scaling: Scaling.fixed(2),
});

// Held to more than all agents are.
observability.monitor(notes, { slos: [Slo.availability(99.9)], thresholds: { errorRatio: { warning: 0.01, critical: 0.1 } } });

app.synth();
