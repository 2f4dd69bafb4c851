// The same objects as agents.mjs, as somebody would write them who knows cdk8s-plus-28 and uses ApiObject for the rest:
// `node plain.mjs N OUTDIR`. What cdk8s-plus-28 has no field for is added to its document, since a JSON patch would be
// dropped. Nothing is checked.
import { ApiObject, App, Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';

const [count, outdir] = [Number(process.argv[2]), process.argv[3]];
const app = new App({ outdir });
const chart = new Chart(app, 'agents', { namespace: 'agents' });
for (let n = 0; n < count; n += 1) {
  agent(chart, `agent-${n}`);
}
app.synth();

function agent(scope, name) {
  const selector = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'mcp-server' };
  const labels = {
    ...selector,
    'app.kubernetes.io/part-of': 'mcp',
    'app.kubernetes.io/managed-by': 'cdk8s-mcp',
    'app.kubernetes.io/version': '1.4.2',
    'mcp/protocol-era': 'legacy',
    'mcp/transport': 'streamable-http',
    'mcp/sessions': 'stateless',
  };
  const metadata = { name, labels };
  const serviceAccount = new kplus.ServiceAccount(scope, `${name}-account`, { metadata, automountToken: false });
  const target = deployment(scope, name, metadata, selector, serviceAccount);
  services(scope, name, metadata, selector);
  autoscalers(scope, name, metadata, target);
  new ApiObject(scope, `${name}-budget`, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: { maxUnavailable: 1, selector: { matchLabels: selector }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
  });
  new ApiObject(scope, `${name}-policy`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: { matchLabels: selector },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [{ podSelector: {} }], ports: [{ port: 3000, protocol: 'TCP' }] },
        { from: [pods('monitoring', { 'app.kubernetes.io/name': 'prometheus' })], ports: [{ port: 8080, protocol: 'TCP' }] },
      ],
      egress: [{ to: [pods('kube-system', { 'k8s-app': 'kube-dns' })], ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] }],
    },
  });
  new ApiObject(scope, `${name}-monitor`, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata,
    spec: {
      selector: { matchLabels: { ...selector, 'mcp/service': 'headless' } },
      jobLabel: 'app.kubernetes.io/name',
      sampleLimit: 10000,
      endpoints: [{ port: 'metrics', path: '/metrics', interval: '15s', scrapeTimeout: '10s' }],
    },
  });
}

function deployment(scope, name, metadata, selector, serviceAccount) {
  const probe = (path, period, failures, timeout) => kplus.Probe.fromHttpGet(path, {
    port: 8080, periodSeconds: Duration.seconds(period), failureThreshold: failures, timeoutSeconds: Duration.seconds(timeout),
  });
  const ids = { user: 65532, group: 65532, ensureNonRoot: true };
  const made = new kplus.Deployment(scope, `${name}-deployment`, {
    metadata,
    podMetadata: { labels: metadata.labels, annotations: { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' } },
    select: false,
    strategy: kplus.DeploymentStrategy.rollingUpdate({
      maxSurge: kplus.PercentOrAbsolute.absolute(1), maxUnavailable: kplus.PercentOrAbsolute.absolute(0),
    }),
    serviceAccount,
    securityContext: { ...ids, fsGroup: 65532, fsGroupChangePolicy: kplus.FsGroupChangePolicy.ON_ROOT_MISMATCH },
    terminationGracePeriod: Duration.seconds(70),
    containers: [{
      name: 'server',
      image: 'ghcr.io/acme/weather:1.4.2',
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      ports: [{ name: 'http-mcp', number: 3000 }, { name: 'metrics', number: 8080 }],
      volumeMounts: [{
        path: '/tmp', volume: kplus.Volume.fromEmptyDir(scope, `${name}-tmp`, 'tmp-server', { sizeLimit: Size.mebibytes(256) }),
      }],
      securityContext: {
        ...ids,
        capabilities: { drop: [kplus.Capability.ALL] },
        seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
      },
      resources: {},
      startup: probe('/livez', 2, 60, 2),
      readiness: probe('/readyz', 5, 2, 3),
      liveness: probe('/livez', 10, 6, 5),
    }],
  });
  made.select(kplus.LabelSelector.of({ labels: selector }));
  complete(made, ({ spec: { template: { spec } } }) => {
    spec.containers[0].resources = {
      requests: { 'cpu': '100m', 'memory': '256Mi', 'ephemeral-storage': '64Mi' },
      limits: { 'memory': '512Mi', 'ephemeral-storage': '512Mi' },
    };
    spec.containers[0].lifecycle = { preStop: { sleep: { seconds: 5 } } };
    spec.securityContext.seccompProfile = { type: 'RuntimeDefault' };
    spec.enableServiceLinks = false;
    spec.topologySpreadConstraints = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
      matchLabelKeys: ['pod-template-hash'],
      labelSelector: { matchLabels: { ...selector } },
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
    }));
  });
  return made;
}

function services(scope, name, metadata, labels) {
  const selector = kplus.Pods.select(scope, `${name}-pods`, { labels });
  const withRole = (role) => ({ ...metadata.labels, 'mcp/service': role });
  const declareHttp = ({ spec }) => spec.ports.forEach((port) => {
    port.appProtocol = 'http';
  });
  complete(new kplus.Service(scope, `${name}-service`, {
    metadata: { name, labels: withRole('clients') }, selector, ports: [{ name: 'http-mcp', port: 80, targetPort: 3000 }],
  }), declareHttp);
  complete(new kplus.Service(scope, `${name}-headless`, {
    metadata: { name: `${name}-headless`, labels: withRole('headless') },
    selector,
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    ports: [{ name: 'http-mcp', port: 3000 }, { name: 'metrics', port: 8080 }],
  }), declareHttp);
}

function autoscalers(scope, name, metadata, target) {
  new kplus.HorizontalPodAutoscaler(scope, `${name}-hpa`, {
    metadata,
    target,
    minReplicas: 2,
    maxReplicas: 10,
    metrics: [kplus.Metric.containerCpu({ container: target.containers[0], target: kplus.MetricTarget.averageUtilization(70) })],
    scaleUp: {
      stabilizationWindow: Duration.seconds(0),
      policies: [
        { replicas: kplus.Replicas.percent(100), duration: Duration.seconds(15) },
        { replicas: kplus.Replicas.absolute(4), duration: Duration.seconds(15) },
      ],
    },
    scaleDown: { stabilizationWindow: Duration.minutes(5), policies: [{ replicas: kplus.Replicas.percent(25), duration: Duration.minutes(1) }] },
  });
  new ApiObject(scope, `${name}-vpa`, {
    apiVersion: 'autoscaling.k8s.io/v1',
    kind: 'VerticalPodAutoscaler',
    metadata,
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      updatePolicy: { updateMode: 'Off' },
      resourcePolicy: {
        containerPolicies: [
          { containerName: 'server', controlledResources: ['cpu', 'memory'], controlledValues: 'RequestsOnly' },
          { containerName: '*', mode: 'Off' },
        ],
      },
    },
  });
}

function pods(namespace, matchLabels) {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } }, podSelector: { matchLabels } };
}

function complete(construct, change) {
  const object = ApiObject.of(construct);
  const serialize = object.toJson.bind(object);
  object.toJson = () => {
    const json = serialize();
    change(json);
    return json;
  };
}
