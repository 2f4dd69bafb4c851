import { ApiObject, ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { OF_AGENT } from './relabelings';
import { endpointOf, Scrape } from './scrape';
import { ServiceMonitor } from '../../../imports/service-monitor';
import { completeAfterSerialization } from '../../serialization';

/** What a ServiceMonitor of an agent needs to know. */
export interface ServiceMonitorProps {
  readonly metadata: ApiObjectMetadata;
  /** The labels of exactly one Service: two with the same pods would count everything twice. */
  readonly selector: Record<string, string>;
  readonly endpoints: readonly ScrapedEndpoint[];
  readonly sampleLimit: number;
  /** Known when the document is written: an McpObservability that monitors the agent may come after it. */
  readonly scrape: () => Scrape;
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
  const { metadata, scrape, selector, endpoints, sampleLimit } = props;
  const monitor = new ServiceMonitor(scope, id, {
    metadata,
    spec: {
      selector: { matchLabels: selector },
      jobLabel: 'app.kubernetes.io/name',
      sampleLimit,
      endpoints: Lazy.any({
        produce: () => endpoints.map(({ port, path, authentication }) => ({
          port, path, ...endpointOf(scrape()), relabelings: OF_AGENT, ...authentication,
        })),
      }),
    },
  });
  completeAfterSerialization(monitor);
  return monitor;
}
