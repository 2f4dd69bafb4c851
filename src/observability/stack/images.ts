/** What runs in the stack: the newest versions of 2026-11 that were run together on a cluster, and Grafana's, which was validated alone. */
export const IMAGES = {
  operator: 'quay.io/prometheus-operator/prometheus-operator:v0.93.1',
  reloader: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.93.1',
  prometheus: 'quay.io/prometheus/prometheus:v3.14.0',
  alertmanager: 'quay.io/prometheus/alertmanager:v0.34.2',
  kubeStateMetrics: 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0',
  nodeExporter: 'quay.io/prometheus/node-exporter:v1.12.1',
  proxy: 'quay.io/brancz/kube-rbac-proxy:v0.22.1',
  grafana: 'docker.io/grafana/grafana:13.2.2',
} as const;

/** A part of the stack that has an image. */
export type StackImage = keyof typeof IMAGES;

/** The version of a program, as the operator wants it beside an image: it chooses arguments by it. */
export function versionOf(image: StackImage): string {
  return IMAGES[image].split(':v')[1];
}
