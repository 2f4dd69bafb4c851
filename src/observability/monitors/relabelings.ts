/** One step that Prometheus takes on the labels of a target. */
export type Relabeling = Record<string, any>;

/** Labels that are the same in all series of a target and answer no question of ours; each would be stored with every one. */
const UNUSED: Relabeling = { action: 'labeldrop', regex: 'container|endpoint' };

/** The label of a pod by which an agent is known, as Prometheus' discovery spells it. */
const NAME_LABEL = '__meta_kubernetes_pod_label_app_kubernetes_io_name';

/** Of an agent that this library deploys: `namespace` and `agent` are its identity in rules, dashboards and scalers. */
export const OF_AGENT: Relabeling[] = [{ sourceLabels: [NAME_LABEL], targetLabel: 'agent' }, UNUSED];

/** Of something whose name is said, whatever the labels of its pods are. */
export function ofNamed(name: string, isAgent: boolean): Relabeling[] {
  const labels = isAgent ? ['job', 'agent'] : ['job'];
  return [...labels.map((targetLabel) => ({ targetLabel, replacement: name })), UNUSED];
}

/**
 * Of an agent that is found by a label: it is called as its pods' usual labels say, the better one last, and as the pod itself where
 * they say nothing.
 */
export const OF_FOUND: Relabeling[] = [
  ...['__meta_kubernetes_pod_name', '__meta_kubernetes_pod_label_app', NAME_LABEL]
    .map((label) => ({ sourceLabels: [label], regex: '(.+)', targetLabel: 'agent' })),
  { sourceLabels: ['agent'], targetLabel: 'job' },
  { sourceLabels: ['__meta_kubernetes_pod_annotation_mcp_scrape_path'], regex: '(/.*)', targetLabel: '__metrics_path__' },
  UNUSED,
];
