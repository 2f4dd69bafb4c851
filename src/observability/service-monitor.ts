import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { Monitoring } from './monitoring';
import { ServiceMonitor } from '../../imports/service-monitor';
import { completeAfterSerialization } from '../serialization';

/** What a ServiceMonitor needs to know beyond the monitoring itself. */
export interface ServiceMonitorProps {
  readonly metadata: ApiObjectMetadata;
  readonly monitoring: Monitoring;
  /** The labels of exactly one Service: two with the same pods would count everything twice. */
  readonly selector: Record<string, string>;
  /** The name of that Service's port. */
  readonly port: string;
  readonly path: string;
}

/** A ServiceMonitor for one Service. The job has the workload's name. */
export function serviceMonitor(scope: Construct, id: string, props: ServiceMonitorProps): ApiObject {
  const { metadata, monitoring, selector, port, path } = props;
  const { interval, scrapeTimeout, sampleLimit } = monitoring._limits(scope);
  const monitor = new ServiceMonitor(scope, id, {
    metadata: { ...metadata, labels: { ...metadata.labels, ...monitoring._labels } },
    spec: {
      selector: { matchLabels: selector },
      jobLabel: 'app.kubernetes.io/name',
      sampleLimit,
      endpoints: [{ port, path, interval: `${interval}s`, scrapeTimeout: `${scrapeTimeout}s` }],
    },
  });
  completeAfterSerialization(monitor);
  return monitor;
}
