import { Chart, Duration, Size } from 'cdk8s';
import {
  ConfigMap, Cpu, Env, EnvValue, NodeLabelQuery, NodeTaintQuery, PercentOrAbsolute, Secret, ServiceAccount, Topology, Volume,
} from 'cdk8s-plus-28';
import {
  AuditLog, Authentication, ClusterApi, DisruptionBudget, HealthCheck, KedaAuthentication, KubernetesVersion, LoadSource,
  McpAgentDeployment, McpProxy, McpServer, MetricsAuthentication, Monitoring, NetworkAccess, NodeEviction, Peer, PodSecurity,
  PrometheusAdapterRules, ProtocolEra, Scaling, ScalingMetric, Sessions, TargetCluster, TopologySpread, Tracing, VerticalScaling,
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
  'replicas by load that KEDA reads, of every kind, and by CPU and memory': (chart) => new McpAgentDeployment(chart, 'weather', {
    server: McpServer.runtime('ghcr.io/acme/weather:1.4.2'),
    cluster: TargetCluster.of({ kubernetes: KubernetesVersion.V1_37 }),
    scaling: Scaling.between(2, 20).on(
      ScalingMetric.callsInFlight(20), ScalingMetric.sessions(200), ScalingMetric.openStreams(500), ScalingMetric.callsPerSecond(50),
      ScalingMetric.promQl('queue', 'sum(queue_length)', 10), ScalingMetric.cpu(70), ScalingMetric.memory(80),
    ).from(LoadSource.keda({
      prometheusUrl: 'https://prometheus.acme.io',
      authentication: KedaAuthentication.boundServiceAccountToken('reader', { ca: { secret: Secret.fromSecretName(chart, 'ca', 'ca'), key: 'ca.crt' } }),
    })).behaving({ fallbackReplicas: 4 }),
  }),
  'replicas by load that prometheus-adapter reads': (chart) => new McpAgentDeployment(chart, 'weather', {
    server: McpServer.runtime('ghcr.io/acme/weather:1.4.2'),
    cluster: TargetCluster.of({ without: [ClusterApi.KEDA] }),
    scaling: Scaling.between(2, 20).on(ScalingMetric.callsInFlight(20), ScalingMetric.promQl('queue', 'sum(queue_length)', 10))
      .from(LoadSource.prometheusAdapter(new PrometheusAdapterRules(chart, 'rules'))),
  }),
  'a server on serve(), portable sessions, everything that the runtime can': (chart) => new McpAgentDeployment(chart, 'weather', {
    server: McpServer.runtime('ghcr.io/acme/weather:1.4.2', { protocol: ProtocolEra.BOTH }),
    sessions: Sessions.portable(secretValue(chart, 'redis', 'url'), { redisPeer: Peer.namespace('data'), idleTimeout: Duration.hours(1), maxPerReplica: 500 }),
    hosts: ['weather.acme.io'],
    authentication: Authentication.oauth({
      issuer: 'https://login.acme.io', audience: 'weather', resource: 'https://weather.acme.io/mcp', scopes: ['weather:read'], issuerPeer: Peer.internet(),
    }),
    metricsAuthentication: MetricsAuthentication.bearerToken({ secret: Secret.fromSecretName(chart, 'token', 'weather-metrics') }),
    tracing: Tracing.otlp('http://otel-collector.monitoring.svc.cluster.local:4318', { collectorPeer: Peer.namespace('monitoring') }),
    auditLog: AuditLog.CALLS,
    env: { MCP_LOG_LEVEL: EnvValue.fromValue('debug') },
  }),
  'a server on an official SDK, as it is': (chart) => new McpAgentDeployment(chart, 'weather', {
    server: McpServer.node('ghcr.io/acme/weather:1.4.2', { port: 3000, command: ['node', 'server.js'] }),
    env: { NODE_OPTIONS: EnvValue.fromValue('--max-old-space-size=384') },
  }),
  'a stdio server from an image': (chart) => new McpAgentDeployment(chart, 'files', {
    server: McpServer.stdio('ghcr.io/acme/files:1.4.2', ['files-server', '/data'], { maxProcesses: 8, spareProcesses: 2, startTimeout: Duration.seconds(60) }),
    volumeMounts: [{ path: '/data', volume: Volume.fromEmptyDir(chart, 'data', 'data') }],
  }),
  'a stdio server in an image that the runtime made': (chart) => new McpAgentDeployment(chart, 'files', {
    server: McpServer.baked('ghcr.io/acme/files:1.4.2', { args: ['/data'] }),
    sessions: Sessions.stateless(),
    authentication: Authentication.oauth({
      issuer: 'http://keycloak.login.svc:8080/realms/acme', audience: 'files', issuerPeer: Peer.namespace('login'), allowInsecureIssuer: true,
    }),
    network: NetworkAccess.restricted({ egress: [{ to: Peer.internet(), ports: [443] }] }),
  }),
  'a stdio server from npm': (chart) => new McpAgentDeployment(chart, 'files', {
    server: McpServer.npm('@modelcontextprotocol/server-filesystem@2026.7.10', ['/tmp'], { integrity: `sha512-${'a'.repeat(86)}==` }),
  }),
  'a stdio server from an index within': (chart) => new McpAgentDeployment(chart, 'time', {
    server: McpServer.pypi('mcp-server-time==2026.8.18', ['--local-timezone', 'UTC'], {
      index: 'http://pypi.registry.svc:8080/simple',
      registryPeer: Peer.namespace('registry'),
      installEnv: { PIP_INDEX_PASSWORD: secretValue(chart, 'pypi', 'password') },
    }),
    runtimeImage: 'mirror.acme.io/mcp-agent-runtime:1.0.0',
  }),
  'an HTTP server behind the proxy, metrics by mutual TLS': (chart) => new McpAgentDeployment(chart, 'weather', {
    server: McpServer.http('ghcr.io/acme/weather:1.4.2', {
      port: 3000,
      metrics: { port: 9090 },
      proxy: McpProxy.sidecar({ env: { MCP_LOG_LEVEL: EnvValue.fromValue('warning') }, resources: { memory: { limit: Size.mebibytes(512) } } }),
    }),
    metricsAuthentication: MetricsAuthentication.mutualTls({
      server: Secret.fromSecretName(chart, 'server-tls', 'weather-metrics-tls'),
      client: Secret.fromSecretName(chart, 'client-tls', 'prometheus-client-tls'),
      serverName: 'weather.agents.svc',
    }),
    sidecars: [{ name: 'cache', image: 'redis:7.2', ports: [{ number: 6379 }] }],
  }),
};

function secretValue(chart: Chart, name: string, key: string): EnvValue {
  return EnvValue.fromSecretValue({ secret: Secret.fromSecretName(chart, name, name), key });
}
