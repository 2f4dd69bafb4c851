import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { alertmanager } from './alertmanager';
import { reader, SCRAPER } from './component';
import { object, StackContext } from './context';
import { crdChart } from './crds';
import { kubelets, kubeStateMetrics, nodeExporter, nodesNamespace } from './exporters';
import { grafana } from './grafana';
import { Grafana } from './grafana-options';
import { operator } from './operator';
import { prometheus } from './prometheus';
import { Scalers } from './scalers';
import { ObservabilityStackOptions } from './stack-options';
import { TargetCluster } from '../../cluster/target-cluster';
import { fail, McpErrorCode } from '../../validation/failure';
import { checkLabelKey } from '../../validation/labels';

/** The stack's namespace, where nothing else is said. */
export const STACK_NAMESPACE = 'monitoring';

/**
 * What must be there before anything else: the definitions, as a chart of their own, which is the first file, and the namespaces, since
 * kubectl applies a file from its top.
 */
export function foundation(scope: Construct, options: ObservabilityStackOptions): StackContext {
  const context = contextOf(scope, options);
  if (options.crds ?? true) {
    Chart.of(scope).addDependency(crdChart(scope, 'crds'));
  }
  namespaces(context);
  return context;
}

/**
 * All that the stack runs.
 *
 * @param dashboards the volume with the dashboards, for its Grafana
 * @returns KEDA's way to its Prometheus
 */
export function stack(
  context: StackContext, options: ObservabilityStackOptions, evaluationInterval: number, dashboards: object | undefined,
): Scalers {
  // What Prometheus shows to kubelets and proxies is the token of an account that can do nothing but read metrics.
  reader(context, SCRAPER, [
    { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
    { nonResourceURLs: ['/metrics'], verbs: ['get'] },
  ]);
  const scalers = new Scalers(context, options.keda, options.prometheus?.shards ?? 1);
  operator(context);
  prometheus(context, options.prometheus ?? {}, evaluationInterval, scalers);
  alertmanager(context, options.alertmanager ?? {});
  kubeStateMetrics(context);
  nodeExporter(context);
  kubelets(context, SCRAPER);
  const settings = (options.grafana ?? Grafana.deployed())._options;
  if (settings) {
    if (!dashboards) {
      fail(context.scope, McpErrorCode.STACK_INVALID, 'dashboards.delivery brings dashboards to another Grafana than the stack\'s. Leave it out, or say grafana: Grafana.none().');
    }
    grafana(context, { url: options.grafanaUrl, ...settings }, dashboards);
  }
  return scalers;
}

function contextOf(scope: Construct, options: ObservabilityStackOptions): StackContext {
  const { cluster = TargetCluster.of(), labels = {}, namespace = STACK_NAMESPACE, nodes = [], tolerations = [] } = options;
  cluster._check(scope);
  nodes.forEach((query, index) => checkLabelKey(scope, `nodes[${index}]`, query._toKube().key));
  tolerations.map((query) => query._toKube().key).forEach((key, index) => key !== undefined && checkLabelKey(scope, `tolerations[${index}]`, key));
  return { scope, namespace, cluster, labels, nodes, tolerations };
}

function namespaces(context: StackContext): void {
  for (const [name, standard] of [[context.namespace, 'restricted'], [nodesNamespace(context.namespace), 'privileged']]) {
    object(context, 'mcp-observability', {
      apiVersion: 'v1', kind: 'Namespace', name, isOfCluster: true, labels: { 'pod-security.kubernetes.io/enforce': standard },
    });
  }
}
