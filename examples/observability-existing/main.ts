import { App, Chart, Duration } from 'cdk8s';
import { Namespace } from 'cdk8s-plus-28';
import { McpAgentDeployment, McpObservability, McpServer, Observability, Peer, Probing, TargetCluster, Workload } from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'observability-existing', { namespace: 'mcp-existing' });
new Namespace(chart, 'namespace', {
  metadata: { name: 'mcp-existing', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
});

// IMAGE_REGISTRY=registry.acme.io/mcp takes every image from there.
const cluster = TargetCluster.of({ imageRegistry: process.env.IMAGE_REGISTRY });

// A cluster that has kube-prometheus-stack, installed as `helm install kps ... --namespace monitoring`: its Prometheus takes what has the
// label of its release, and the sidecar of its Grafana every ConfigMap with the label grafana_dashboard.
const observability = new McpObservability(chart, 'observability', Observability.existing({
  labels: { release: 'kps' },
  prometheus: Peer.pods({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } }),
  prometheusUrl: 'http://kps-kube-prometheus-stack-prometheus.monitoring.svc:9090',
  probing: Probing.every(Duration.seconds(30), { cluster }),
}));

observability.monitor(new McpAgentDeployment(chart, 'notes', {
  cluster,
  server: McpServer.runtime('localhost/serve/notes:1.0.0'),
}));

// Something that another chart deploys, into a namespace of its own.
observability.monitor(Workload.of({
  name: 'gateway',
  namespace: 'mcp-existing',
  labels: { 'app.kubernetes.io/name': 'gateway' },
  ports: [{ name: 'metrics' }],
}));

app.synth();
