import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Pods, Service } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { SERVICE_ROLE } from './labels';
import { McpServer } from './mcp-server';
import { completeAfterSerialization } from '../serialization';

/** The name of the port that serves MCP; Istio reads the protocol from the first part. */
export const MCP_PORT_NAME = 'http-mcp';

/** The name of the port that serves metrics. */
export const METRICS_PORT_NAME = 'metrics';

/** What both Services of an agent need. */
export interface ServiceProps {
  readonly metadata: ApiObjectMetadata;
  readonly pods: Pods;
  readonly server: McpServer;
}

/** The Service that clients call: MCP and nothing else. */
export function clientService(scope: Construct, id: string, { metadata, pods, server }: ServiceProps, port: number): Service {
  const service = new Service(scope, id, {
    metadata: withRole(metadata, 'clients'),
    selector: pods,
    ports: [{ name: MCP_PORT_NAME, port, targetPort: server.port }],
  });
  completeAfterSerialization(ApiObject.of(service), declareHttp);
  return service;
}

/**
 * The headless Service that lists every pod by its address, also one that is not ready or is on its way out: what
 * routes sessions must find those, and metrics are wanted from them most of all.
 */
export function headlessService(scope: Construct, id: string, { metadata, pods, server }: ServiceProps): Service {
  const metrics = server.metricsPort === undefined ? [] : [{ name: METRICS_PORT_NAME, port: server.metricsPort }];
  const service = new Service(scope, id, {
    metadata: withRole(metadata, 'headless'),
    selector: pods,
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    ports: [{ name: MCP_PORT_NAME, port: server.port }, ...metrics],
  });
  completeAfterSerialization(ApiObject.of(service), declareHttp);
  return service;
}

function withRole(metadata: ApiObjectMetadata, role: string): ApiObjectMetadata {
  return { ...metadata, labels: { ...metadata.labels, [SERVICE_ROLE]: role } };
}

/** Both ports speak HTTP. Meshes and gateways that do not go by names go by this field, which cdk8s-plus-28 lacks. */
function declareHttp({ spec }: any): void {
  for (const port of spec.ports) {
    port.appProtocol = 'http';
  }
}
