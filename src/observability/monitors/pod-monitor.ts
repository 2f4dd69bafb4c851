import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { OF_FOUND, ofNamed, Relabeling } from './relabelings';
import { endpointOf, OTHER_INTERVAL, Scrape, scrapeOf } from './scrape';
import { PodMonitor, PodMonitorSpec } from '../../../imports/pod-monitor';
import { completeAfterSerialization } from '../../serialization';
import { AgentDiscovery } from '../agent-discovery';
import { Workload } from '../monitored';
import { Observer } from '../observer';

/** The labels of what this library writes for monitoring. */
const LABELS = { 'app.kubernetes.io/part-of': 'mcp', 'app.kubernetes.io/managed-by': 'cdk8s-mcp' };

/** A PodMonitor for pods that somebody else deploys. */
export function workloadMonitor(scope: Construct, id: string, { _options: options, isAgent }: Workload, observer: Observer): ApiObject {
  const { labels, name, namespace, ports } = options;
  const scrape = scrapeOf(scope, `workload ${name}`, options, isAgent ? observer.agentInterval : OTHER_INTERVAL);
  return podMonitor(scope, id, { name, namespace, labels: observer.labels }, scrape, ofNamed(name, isAgent), {
    selector: { matchLabels: labels },
    podMetricsEndpoints: ports.map((port) => ({ port: port.name, path: port.path ?? '/metrics' })),
  });
}

/** A PodMonitor for the agents that carry a label, in all namespaces; those that this library deploys have a monitor of their own. */
export function discoveryMonitor(
  scope: Construct, id: string, namespace: string | undefined, discovery: AgentDiscovery, observer: Observer,
): ApiObject {
  const scrape = scrapeOf(scope, 'discovery', discovery._options, observer.agentInterval);
  return podMonitor(scope, id, { name: 'mcp-discovered-agents', namespace, labels: observer.labels }, scrape, OF_FOUND, {
    namespaceSelector: { any: true },
    selector: {
      matchLabels: discovery._labels,
      matchExpressions: [{ key: 'app.kubernetes.io/managed-by', operator: 'NotIn', values: ['cdk8s-mcp'] }],
    },
    podMetricsEndpoints: [{ port: discovery._port }],
  });
}

/** A PodMonitor for pods that a spec selects. */
export function podMonitor(
  scope: Construct, id: string, metadata: { name: string; namespace?: string; labels: Record<string, string> }, scrape: Scrape,
  relabelings: Relabeling[], spec: PodMonitorSpec,
): ApiObject {
  const monitor = new PodMonitor(scope, id, {
    metadata: { ...metadata, labels: { 'app.kubernetes.io/name': metadata.name, ...LABELS, ...metadata.labels } },
    spec: {
      ...spec,
      sampleLimit: scrape.sampleLimit,
      podMetricsEndpoints: spec.podMetricsEndpoints!.map((endpoint) => ({ ...endpoint, ...endpointOf(scrape), relabelings })),
    },
  });
  completeAfterSerialization(monitor);
  return monitor;
}
