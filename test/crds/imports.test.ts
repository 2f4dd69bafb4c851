import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { PodMonitor, PodMonitorSpecPodMetricsEndpointsTargetPort } from '../../imports/pod-monitor';
import { Prometheus } from '../../imports/prometheus';

const SRC = join(__dirname, '..', '..', 'src');

test('a cut field is synthesized as it was given', () => {
  const chart = Testing.chart();
  const containers = [{ name: 'sidecar', image: 'busybox', anything: { at: ['all'] } }];
  new Prometheus(chart, 'Prometheus', { spec: { containers } });
  expect(Testing.synth(chart)[0]).toMatchObject({ apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', spec: { containers } });
});

test('a field of an integer or a string is synthesized as either', () => {
  const chart = Testing.chart();
  const targetPort = PodMonitorSpecPodMetricsEndpointsTargetPort.fromNumber(9090);
  new PodMonitor(chart, 'Monitor', { spec: { selector: {}, podMetricsEndpoints: [{ targetPort }] } });
  expect(Testing.synth(chart)[0].spec.podMetricsEndpoints).toEqual([{ targetPort: 9090 }]);
});

// One exported import drags its whole file into the jsii assembly, the API reference and the packages of every language.
test('no source re-exports an import', () => {
  const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const reExporting = sources.filter((file) => /^export\s[^;]*?from\s+['"][./]*\/imports\//m.test(readFileSync(join(SRC, file), 'utf8')));
  expect(sources).not.toEqual([]);
  expect(reExporting).toEqual([]);
});
