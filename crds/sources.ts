import { GoModule } from '../tools/go-module';

/** Where one custom resource definition comes from, and what of it the library needs. */
export interface CrdSource {
  /** The base name of `crds/<name>.yaml` and `imports/<name>.ts`. */
  readonly name: string;
  readonly kind: string;
  /** The one version kept. The default installation of its operator has to serve it. */
  readonly version: string;
  readonly module: Omit<GoModule, 'files'>;
  /** The file inside the module; it may hold other kinds as well. */
  readonly file: string;
  /**
   * Fields whose schema is replaced by an open one, so that their types don't swell the package.
   *
   * Each is a path from the top of the resource (`spec.containers`); lists and maps add no step to it, `*` is any one
   * step, `**` any number. An open field takes whatever it is given: nothing is lost but the check of its type.
   */
  readonly cut?: string[];
}

const PROMETHEUS_OPERATOR = {
  module: 'github.com/prometheus-operator/prometheus-operator',
  version: 'v0.93.1',
  sum: 'h1:4Juk8v93RdG1DSGD/mGp+SeQKPmnlLIj2iq3blLZgFY=',
};
const VERTICAL_POD_AUTOSCALER = {
  module: 'k8s.io/autoscaler/vertical-pod-autoscaler',
  version: 'v1.8.1',
  sum: 'h1:Pe8bV1wozN4gOKO1rleiIY5alIyAXN+DnXDbXQcL4fI=',
};
const ISTIO = {
  module: 'istio.io/api',
  version: 'v1.31.1',
  sum: 'h1:5Yb5ihcz4YQsCkciusK7DnFpBMwRB6EFWeUKH1Atuyk=',
};
const KEDA = {
  module: 'github.com/kedacore/keda/v2',
  version: 'v2.21.0',
  sum: 'h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=',
};
// v1.7.0 exists, but its go.mod asks for Go 1.27, and this repository for 1.26.
const GATEWAY_API = {
  module: 'sigs.k8s.io/gateway-api',
  version: 'v1.6.3',
  sum: 'h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc=',
};

const PROMETHEUS_CRDS = 'example/prometheus-operator-crd/monitoring.coreos.com';
const VPA_CRDS = 'deploy/vpa-v1-crd-gen.yaml';
const ISTIO_CRDS = 'kubernetes/customresourcedefinitions.gen.yaml';
const KEDA_CRDS = 'config/crd/bases/keda.sh';
const GATEWAY_CRDS = 'config/crd/standard/gateway.networking.k8s.io';

/** The operator's copies of the pod spec. */
const POD_SPEC = [
  'spec.affinity', 'spec.containers', 'spec.dnsConfig', 'spec.hostAliases', 'spec.initContainers', 'spec.securityContext',
  'spec.storage.ephemeral', 'spec.storage.volumeClaimTemplate', 'spec.tolerations', 'spec.topologySpreadConstraints',
  'spec.volumeMounts', 'spec.volumes', 'spec.web',
];

/** How to reach something that wants credentials: the operator repeats these wherever Prometheus opens a connection. */
const CREDENTIALS = ['**.authorization', '**.azureAd', '**.basicAuth', '**.oauth2', '**.sigv4', '**.tlsConfig'];

/**
 * The imports of this library: each entry is one `crds/<name>.yaml` and one `imports/<name>.ts`.
 *
 * A file per kind, so that a construct loads only what it synthesizes. After a change here run `npm run crds`.
 */
export const SOURCES: readonly CrdSource[] = [
  {
    name: 'service-monitor',
    kind: 'ServiceMonitor',
    version: 'v1',
    module: PROMETHEUS_OPERATOR,
    file: `${PROMETHEUS_CRDS}_servicemonitors.yaml`,
    cut: ['spec.endpoints.oauth2'],
  },
  {
    name: 'pod-monitor',
    kind: 'PodMonitor',
    version: 'v1',
    module: PROMETHEUS_OPERATOR,
    file: `${PROMETHEUS_CRDS}_podmonitors.yaml`,
    cut: ['spec.podMetricsEndpoints.oauth2'],
  },
  {
    name: 'prometheus-rule',
    kind: 'PrometheusRule',
    version: 'v1',
    module: PROMETHEUS_OPERATOR,
    file: `${PROMETHEUS_CRDS}_prometheusrules.yaml`,
  },
  {
    name: 'prometheus',
    kind: 'Prometheus',
    version: 'v1',
    module: PROMETHEUS_OPERATOR,
    file: `${PROMETHEUS_CRDS}_prometheuses.yaml`,
    cut: [...POD_SPEC, ...CREDENTIALS, 'spec.apiserverConfig', 'spec.remoteRead', 'spec.scrapeClasses', 'spec.thanos'],
  },
  {
    name: 'alertmanager',
    kind: 'Alertmanager',
    version: 'v1',
    module: PROMETHEUS_OPERATOR,
    file: `${PROMETHEUS_CRDS}_alertmanagers.yaml`,
    cut: [...POD_SPEC, 'spec.alertmanagerConfiguration.global', 'spec.clusterTLS'],
  },
  {
    // v1beta1 is served only by the operator's second set of manifests, which converts between the two by a webhook.
    name: 'alertmanager-config',
    kind: 'AlertmanagerConfig',
    version: 'v1alpha1',
    module: PROMETHEUS_OPERATOR,
    file: `${PROMETHEUS_CRDS}_alertmanagerconfigs.yaml`,
    cut: [
      '**.httpConfig', 'spec.receivers.pushoverConfigs', 'spec.receivers.rocketchatConfigs', 'spec.receivers.snsConfigs',
      'spec.receivers.telegramConfigs', 'spec.receivers.victoropsConfigs', 'spec.receivers.wechatConfigs',
    ],
  },
  {
    name: 'probe',
    kind: 'Probe',
    version: 'v1',
    module: PROMETHEUS_OPERATOR,
    file: `${PROMETHEUS_CRDS}_probes.yaml`,
    cut: ['spec'],
  },
  {
    name: 'scrape-config',
    kind: 'ScrapeConfig',
    version: 'v1alpha1',
    module: PROMETHEUS_OPERATOR,
    file: `${PROMETHEUS_CRDS}_scrapeconfigs.yaml`,
    cut: ['spec'],
  },
  {
    name: 'vertical-pod-autoscaler',
    kind: 'VerticalPodAutoscaler',
    version: 'v1',
    module: VERTICAL_POD_AUTOSCALER,
    file: VPA_CRDS,
  },
  {
    name: 'destination-rule',
    kind: 'DestinationRule',
    version: 'v1',
    module: ISTIO,
    file: ISTIO_CRDS,
    cut: ['spec.subsets.trafficPolicy', 'spec.trafficPolicy.portLevelSettings.loadBalancer'],
  },
  {
    name: 'virtual-service',
    kind: 'VirtualService',
    version: 'v1',
    module: ISTIO,
    file: ISTIO_CRDS,
  },
  {
    name: 'peer-authentication',
    kind: 'PeerAuthentication',
    version: 'v1',
    module: ISTIO,
    file: ISTIO_CRDS,
  },
  {
    name: 'authorization-policy',
    kind: 'AuthorizationPolicy',
    version: 'v1',
    module: ISTIO,
    file: ISTIO_CRDS,
  },
  {
    name: 'request-authentication',
    kind: 'RequestAuthentication',
    version: 'v1',
    module: ISTIO,
    file: ISTIO_CRDS,
  },
  {
    name: 'telemetry',
    kind: 'Telemetry',
    version: 'v1',
    module: ISTIO,
    file: ISTIO_CRDS,
  },
  {
    name: 'envoy-filter',
    kind: 'EnvoyFilter',
    version: 'v1alpha3',
    module: ISTIO,
    file: ISTIO_CRDS,
  },
  {
    name: 'traffic-extension',
    kind: 'TrafficExtension',
    version: 'v1alpha1',
    module: ISTIO,
    file: ISTIO_CRDS,
  },
  {
    name: 'scaled-object',
    kind: 'ScaledObject',
    version: 'v1alpha1',
    module: KEDA,
    file: `${KEDA_CRDS}_scaledobjects.yaml`,
  },
  {
    name: 'trigger-authentication',
    kind: 'TriggerAuthentication',
    version: 'v1alpha1',
    module: KEDA,
    file: `${KEDA_CRDS}_triggerauthentications.yaml`,
    cut: [
      'spec.awsSecretManager', 'spec.azureKeyVault', 'spec.azureServicePrincipal', 'spec.gcpSecretManager', 'spec.hashiCorpVault',
    ],
  },
  {
    name: 'cluster-trigger-authentication',
    kind: 'ClusterTriggerAuthentication',
    version: 'v1alpha1',
    module: KEDA,
    file: `${KEDA_CRDS}_clustertriggerauthentications.yaml`,
    cut: [
      'spec.awsSecretManager', 'spec.azureKeyVault', 'spec.azureServicePrincipal', 'spec.gcpSecretManager', 'spec.hashiCorpVault',
    ],
  },
  {
    name: 'gateway',
    kind: 'Gateway',
    version: 'v1',
    module: GATEWAY_API,
    file: `${GATEWAY_CRDS}_gateways.yaml`,
  },
  {
    name: 'http-route',
    kind: 'HTTPRoute',
    version: 'v1',
    module: GATEWAY_API,
    file: `${GATEWAY_CRDS}_httproutes.yaml`,
    cut: ['spec.rules.backendRefs.filters'],
  },
];
