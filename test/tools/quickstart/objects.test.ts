import { requirements, table } from '../../../tools/quickstart/objects';

const object = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, metadata: { name } });
const SERVICES = [object('v1', 'Service', 'weather'), object('v1', 'Service', 'weather-headless')];
const MONITOR = object('monitoring.coreos.com/v1', 'ServiceMonitor', 'weather');

test('the table is aligned, and says what each object is for', () => {
  expect(table([...SERVICES, MONITOR])).toBe([
    '  Service         weather           the address that clients call',
    '  Service         weather-headless  every pod by its address, leaving ones too',
    '  ServiceMonitor  weather           tells Prometheus where the metrics are',
  ].join('\n'));
});

test('what is not part of Kubernetes is named with who brings it', () => {
  const [needed, ...others] = requirements([...SERVICES, MONITOR]);
  expect(needed).toMatch(/^ServiceMonitor needs the CRDs of the Prometheus Operator \(https:/);
  expect(others).toEqual([]);
  expect(requirements(SERVICES)).toEqual([]);
});
