import { AnnotationJson } from './schema';
import { DATA_SOURCE } from './variables';

function annotation(name: string, iconColor: string, expr: string, titleFormat: string, textFormat: string, tagKeys = ''): AnnotationJson {
  return { name, datasource: DATA_SOURCE, enable: true, hide: false, iconColor, expr, step: '60s', titleFormat, textFormat, tagKeys, useValueForTime: false };
}

/** Which events a dashboard shows, as selectors of series. */
export interface AnnotatedSeries {
  readonly alerts: string;
  /** Of kube-state-metrics' series of Deployments. */
  readonly deployments: string;
}

/** Those of the agents that were chosen; an agent's Deployment has its name. */
export const CHOSEN_AGENTS: AnnotatedSeries = {
  alerts: 'namespace=~"$namespace", agent=~"$agent"',
  deployments: 'namespace=~"$namespace", deployment=~"$agent"',
};

/** What explains a change in a line: drawn across all panels of a dashboard. */
export function annotations({ alerts, deployments }: AnnotatedSeries): AnnotationJson[] {
  return [
    annotation('Alerts', 'red', `ALERTS{alertstate="firing", ${alerts}}`, '{{alertname}}', '{{namespace}}/{{agent}}', 'severity'),
    // The specification changed, and not the number of replicas alone.
    annotation('Roll-outs', 'blue',
      `changes(kube_deployment_metadata_generation{${deployments}}[2m]) > 0 unless on (namespace, deployment) changes(kube_deployment_spec_replicas{${deployments}}[2m]) > 0`,
      'Roll-out', '{{namespace}}/{{deployment}}'),
    annotation('Scalings', 'purple', `changes(kube_deployment_spec_replicas{${deployments}}[2m]) > 0`, 'Scaled', '{{namespace}}/{{deployment}}'),
  ];
}
