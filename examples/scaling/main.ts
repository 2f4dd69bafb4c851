import { App, Chart, Size } from 'cdk8s';
import { Cpu, Namespace } from 'cdk8s-plus-28';
import {
  LoadSource, McpAgentDeployment, McpPriorityClasses, McpServer, NodeHeadroom, ProtocolEra, Scaling, ScalingMetric, TargetCluster,
} from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'scaling', { namespace: 'mcp-scaling' });
new Namespace(chart, 'namespace', {
  metadata: { name: 'mcp-scaling', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
});

// IMAGE_REGISTRY=registry.acme.io/mcp takes every image from there.
const cluster = TargetCluster.of({ imageRegistry: process.env.IMAGE_REGISTRY });

// KEDA asks the Prometheus that collects the agents' metrics.
const load = LoadSource.keda({ prometheusUrl: process.env.PROMETHEUS_URL ?? 'http://prometheus-operated.monitoring.svc:9090' });

// Agents are above what says nothing of its priority, headroom is below everybody.
const priorities = new McpPriorityClasses(chart, 'priorities', { agentsName: 'mcp-scaling-agent', headroomName: 'mcp-scaling-headroom' });

// Sessions of the older era live in the replica that opened them: replicas come by calls and by sessions, whichever asks for more.
new McpAgentDeployment(chart, 'notes', {
  cluster,
  server: McpServer.runtime('localhost/serve/notes:1.0.0'),
  scaling: Scaling.between(2, 20).on(ScalingMetric.callsInFlight(20), ScalingMetric.sessions(200)).from(load),
  priorityClassName: priorities.agents,
});

// Of the newer era any replica answers any call: calls in flight say it all.
new McpAgentDeployment(chart, 'units', {
  cluster,
  server: McpServer.runtime('localhost/serve/units:1.0.0', { protocol: ProtocolEra.MODERN }),
  scaling: Scaling.between(2, 20).on(ScalingMetric.callsInFlight(20)).from(load),
  priorityClassName: priorities.agents,
});

// Room for two replicas more, which they take within seconds; a node more takes minutes.
new NodeHeadroom(chart, 'headroom', { cluster, replicas: 2, cpu: Cpu.millis(100), memory: Size.mebibytes(256) });

app.synth();
