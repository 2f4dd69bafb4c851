import { Chart, Duration, Size } from 'cdk8s';
import {
  ConfigMap, Cpu, Env, EnvValue, NodeLabelQuery, NodeTaintQuery, PercentOrAbsolute, Secret, ServiceAccount, Topology, Volume,
} from 'cdk8s-plus-28';
import {
  DisruptionBudget, HealthCheck, KubernetesVersion, McpAgentDeployment, McpServer, Monitoring, NetworkAccess, NodeEviction, Peer,
  PodSecurity, ProtocolEra, Scaling, ScalingMetric, Sessions, TargetCluster, TopologySpread, VerticalScaling,
} from '../../src';

/** An agent of which everything is said that can be, each property with a value other than its default. */
export function everythingSaid(chart: Chart): McpAgentDeployment {
  return new McpAgentDeployment(chart, 'weather', {
    server: McpServer.http('ghcr.io/acme/weather@sha256:'.padEnd(92, 'a'), {
      port: 3000,
      path: '/',
      health: HealthCheck.http('/livez', { port: 8080, readinessPath: '/readyz' }),
      metrics: { port: 9090, path: '/custom-metrics' },
      protocol: ProtocolEra.BOTH,
      command: ['node'],
      args: ['server.js'],
    }),
    name: 'forecast',
    cluster: TargetCluster.of({ kubernetes: KubernetesVersion.V1_37, imageRegistry: 'mirror.acme.io/all', imagePullSecrets: ['mirror'] }),
    sessions: Sessions.routedBy('agentgateway'),
    scaling: Scaling.between(3, 30).on(ScalingMetric.cpu(60)).behaving({ scaleDownStabilization: Duration.minutes(10) }),
    verticalScaling: VerticalScaling.inPlace({ minAllowed: { memory: Size.mebibytes(128) }, maxAllowed: { memory: Size.gibibytes(2) } }),
    resources: { cpu: { request: Cpu.millis(250), limit: Cpu.units(2) }, memory: { request: Size.mebibytes(300) } },
    env: {
      LOG_LEVEL: EnvValue.fromValue('info'),
      API_KEY: EnvValue.fromSecretValue({ secret: Secret.fromSecretName(chart, 'api', 'weather-api'), key: 'key' }),
    },
    envFrom: [Env.fromConfigMap(ConfigMap.fromConfigMapName(chart, 'settings', 'weather-settings'))],
    volumeMounts: [{ path: '/data', volume: Volume.fromEmptyDir(chart, 'data', 'data') }],
    initContainers: [{ name: 'migrate', image: 'ghcr.io/acme/migrate:2' }],
    sidecars: [{ name: 'cache', image: 'redis:7.2', ports: [{ number: 6379 }] }],
    serviceAccount: ServiceAccount.fromServiceAccountName(chart, 'account', 'forecaster'),
    network: NetworkAccess.restricted({ callers: [Peer.namespace('clients')], egress: [{ to: Peer.cidr('192.0.2.0/24'), ports: [443] }] }),
    servicePort: 8000,
    monitoring: Monitoring.serviceMonitor({ labels: { release: 'kps' }, interval: Duration.seconds(5), sampleLimit: 500 }),
    disruptionBudget: DisruptionBudget.minAvailable(PercentOrAbsolute.percent(50)),
    topologySpread: TopologySpread.required(Topology.ZONE),
    priorityClassName: 'agents',
    nodes: [NodeLabelQuery.is('pool', 'agents')],
    tolerations: [NodeTaintQuery.is('pool', 'agents')],
    longestToolCall: Duration.minutes(5),
    preStopDelay: Duration.seconds(10),
    labels: { team: 'weather' },
    annotations: { owner: 'weather@acme.io' },
    podLabels: { tier: 'backend' },
    podAnnotations: { 'sidecar.istio.io/inject': 'false' },
  });
}

const server = McpServer.http('ghcr.io/acme/weather:1.4.2', { port: 3000 });

/** Agents that between them use every way to say things: what each becomes must be valid on a real API server. */
export const VARIANTS: Record<string, (chart: Chart) => McpAgentDeployment> = {
  'everything said': everythingSaid,
  'only the server said': (chart) => new McpAgentDeployment(chart, 'weather', { server }),
  'replicas by memory, CPU requests set in place': (chart) => new McpAgentDeployment(chart, 'weather', {
    server,
    sessions: Sessions.stateless(),
    cluster: TargetCluster.of({ kubernetes: KubernetesVersion.V1_35 }),
    scaling: Scaling.between(1, 3).on(ScalingMetric.memory(80)),
    verticalScaling: VerticalScaling.inPlace({ minAllowed: { cpu: Cpu.millis(50) }, maxAllowed: { cpu: Cpu.units(2) } }),
  }),
  'replicas by CPU and memory': (chart) => new McpAgentDeployment(chart, 'weather', {
    server,
    sessions: Sessions.stateless(),
    scaling: Scaling.between(2, 3).on(ScalingMetric.cpu(70), ScalingMetric.memory(80)),
    verticalScaling: VerticalScaling.recommend(),
    disruptionBudget: DisruptionBudget.maxUnavailable(PercentOrAbsolute.percent(30)),
  }),
  'root, requests set at the start, in a namespace that enforces nothing': (chart) => new McpAgentDeployment(chart, 'weather', {
    server,
    security: PodSecurity.privileged({ user: 0, readOnlyRootFilesystem: false }),
    scaling: Scaling.fixed(1),
    verticalScaling: VerticalScaling.initial(),
    topologySpread: TopologySpread.none(),
    nodeEviction: NodeEviction.allowed(),
    network: NetworkAccess.restricted({ callers: [Peer.cidr('10.0.0.0/8', '10.1.0.0/16'), Peer.cluster()], egress: [{ to: Peer.cidr('2001:db8::/32') }] }),
  }),
  'nothing but the workload': (chart) => new McpAgentDeployment(chart, 'weather', {
    server,
    verticalScaling: VerticalScaling.none(),
    disruptionBudget: DisruptionBudget.none(),
    network: NetworkAccess.unrestricted(),
    monitoring: Monitoring.none(),
  }),
};
