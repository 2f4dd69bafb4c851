import { resolve } from 'node:path';
import { GoProgram } from '../../../tools/go-program';
import { Image } from '../image';
import { base } from '../recipes/base';
import { debianPackages } from '../recipes/debian-packages';
import { GoParts, goPrograms, programOf } from '../recipes/go-programs';
import { writableFolders } from '../recipes/writable-folders';

/** One module for all, so that they share compiled packages. */
export const MODULE = resolve(__dirname, '..', '..', 'parts', 'monitoring');

/** What upstream's images have below the program: the operator's probes need `sh` and `wget`. */
const busybox = debianPackages({ packages: ['busybox'], links: { '/bin/sh': 'busybox', '/bin/wget': 'busybox' } });

/** As upstream sets it: it is printed by --version and is a label of `..._build_info`. */
const version = (number: string) => ({ 'github.com/prometheus/common/version.Version': number });

const PROMETHEUS_PARTS: GoParts = {
  module: MODULE,
  // KEDA and Prometheus want different versions of one library.
  modfile: 'prometheus.mod',
  // Without the clouds' service discovery, which is most of the program.
  tags: ['remove_all_sd', 'enable_kubernetes_sd', 'enable_file_sd', 'enable_dns_sd', 'netgo'],
  variables: version('3.14.0'),
};

/** The same programs for this machine: promtool tests rules, and Prometheus is measured. */
export const PROMTOOL: GoProgram = programOf(PROMETHEUS_PARTS, 'promtool', 'github.com/prometheus/prometheus/cmd/promtool');
export const PROMETHEUS: GoProgram = programOf(PROMETHEUS_PARTS, 'prometheus', 'github.com/prometheus/prometheus/cmd/prometheus');

/** What collects metrics, what asks for them, and what exports them. */
export const MONITORING: readonly Image[] = [
  {
    name: 'quay.io/prometheus/prometheus:v3.14.0',
    version: '3.14.0',
    layers: [base(), busybox, goPrograms(PROMETHEUS_PARTS, {
      '/bin/prometheus': 'github.com/prometheus/prometheus/cmd/prometheus',
      '/bin/promtool': 'github.com/prometheus/prometheus/cmd/promtool',
    }), writableFolders('prometheus')],
    entrypoint: ['/bin/prometheus'],
    command: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/prometheus'],
    user: 'nobody',
    workingDirectory: '/prometheus',
  },
  {
    name: 'quay.io/prometheus/alertmanager:v0.34.2',
    version: '0.34.2',
    layers: [base(), busybox, goPrograms({
      module: MODULE,
      variables: version('0.34.2'),
      // The module lacks the page that upstream builds and embeds; its API is whole.
      patch: { dependency: 'github.com/prometheus/alertmanager', files: { 'ui/app/dist/index.html': '<!doctype html><title>Alertmanager</title>\n' } },
    }, {
      '/bin/alertmanager': 'github.com/prometheus/alertmanager/cmd/alertmanager',
      '/bin/amtool': 'github.com/prometheus/alertmanager/cmd/amtool',
    }), writableFolders('alertmanager')],
    entrypoint: ['/bin/alertmanager'],
    command: ['--config.file=/etc/alertmanager/alertmanager.yml', '--storage.path=/alertmanager'],
    user: 'nobody',
    workingDirectory: '/alertmanager',
  },
  {
    name: 'quay.io/prometheus-operator/prometheus-operator:v0.93.1',
    version: '0.93.1',
    layers: [base(), goPrograms({ module: MODULE, variables: version('0.93.1') }, {
      '/bin/operator': 'github.com/prometheus-operator/prometheus-operator/cmd/operator',
    })],
    entrypoint: ['/bin/operator'],
    user: '65534',
  },
  {
    name: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.93.1',
    version: '0.93.1',
    layers: [base(), goPrograms({ module: MODULE, variables: version('0.93.1') }, {
      '/bin/prometheus-config-reloader': 'github.com/prometheus-operator/prometheus-operator/cmd/prometheus-config-reloader',
    })],
    entrypoint: ['/bin/prometheus-config-reloader'],
    user: '65534',
  },
  {
    name: 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0',
    version: '2.20.0',
    layers: [base(), goPrograms({ module: MODULE, variables: version('v2.20.0') }, { '/kube-state-metrics': 'k8s.io/kube-state-metrics/v2' })],
    entrypoint: ['/kube-state-metrics', '--port=8080', '--telemetry-port=8081'],
    user: 'nobody',
  },
  {
    name: 'quay.io/prometheus/node-exporter:v1.12.1',
    version: '1.12.1',
    layers: [base(), goPrograms({ module: MODULE, variables: version('1.12.1') }, { '/bin/node_exporter': 'github.com/prometheus/node_exporter' })],
    entrypoint: ['/bin/node_exporter'],
    user: 'nobody',
  },
  {
    name: 'quay.io/brancz/kube-rbac-proxy:v0.22.1',
    version: '0.22.1',
    layers: [base(), goPrograms({ module: MODULE, variables: { 'k8s.io/component-base/version.gitVersion': 'v0.22.1' } }, {
      '/usr/local/bin/kube-rbac-proxy': 'github.com/brancz/kube-rbac-proxy/cmd/kube-rbac-proxy',
    })],
    entrypoint: ['/usr/local/bin/kube-rbac-proxy'],
    user: '65532:65532',
  },
];
