import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { PROMETHEUS_OPERATOR_CRDS } from '../../../imports/prometheus-operator-crds';

/** The definitions that must be established before anything else is applied, in a chart of their own: the first file. */
export function crdChart(scope: Construct, id: string): Chart {
  const chart = new Chart(scope, id);
  for (const crd of PROMETHEUS_OPERATOR_CRDS.map((json) => JSON.parse(json))) {
    const { name, ...metadata } = crd.metadata;
    new ApiObject(chart, name, { ...crd, metadata: { name, ...metadata } });
  }
  return chart;
}
