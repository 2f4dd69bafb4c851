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
  readonly endpoints: readonly ScrapedEndpoint[];
}

/** A port of that Service that is scraped. */
export interface ScrapedEndpoint {
  /** The port's name. */
  readonly port: string;
  readonly path: string;
  /** How Prometheus proves who it is: fields of the ServiceMonitor's endpoint. */
  readonly authentication?: Record<string, any>;
}

/** A ServiceMonitor for one Service. The job has the workload's name. */
export function serviceMonitor(scope: Construct, id: string, props: ServiceMonitorProps): ApiObject {
  const { metadata, monitoring, selector, endpoints } = props;
  const { interval, scrapeTimeout, sampleLimit } = monitoring._limits(scope);
  const monitor = new ServiceMonitor(scope, id, {
    metadata: { ...metadata, labels: { ...metadata.labels, ...monitoring._labels } },
    spec: {
      selector: { matchLabels: selector },
      jobLabel: 'app.kubernetes.io/name',
      sampleLimit,
      endpoints: endpoints.map(({ port, path, authentication }) => (
        { port, path, interval: `${interval}s`, scrapeTimeout: `${scrapeTimeout}s`, ...authentication }
      )),
    },
  });
  completeAfterSerialization(monitor);
  return monitor;
}
