import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Pods, Service } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { SERVICE_ROLE } from './labels';
import { McpServer } from './mcp-server';
import { PORTS } from '../runtime/contract';
import { completeAfterSerialization } from '../serialization';

/** The name of the port that serves MCP; Istio reads the protocol from the first part. */
export const MCP_PORT_NAME = 'http-mcp';

/** The name of the port on which pods of an agent call each other. */
export const PEERS_PORT_NAME = 'http-peers';

/** What both Services of an agent need. */
export interface ServiceProps {
  readonly metadata: ApiObjectMetadata;
  readonly pods: Pods;
  readonly server: McpServer;
}

/** What the headless Service needs beside. */
export interface HeadlessServiceProps extends ServiceProps {
  /** Whether the agent's pods call each other. */
  readonly hasPeers: boolean;
  /** The names of ports that speak HTTPS. */
  readonly encrypted: readonly string[];
}

/** The Service that clients call: MCP and nothing else. */
export function clientService(scope: Construct, id: string, { metadata, pods, server }: ServiceProps, port: number): Service {
  const service = new Service(scope, id, {
    metadata: withRole(metadata, 'clients'),
    selector: pods,
    ports: [{ name: MCP_PORT_NAME, port, targetPort: server.port }],
  });
  completeAfterSerialization(ApiObject.of(service), (json) => declareHttp(json));
  return service;
}

/**
 * The headless Service that lists every pod by its address, also one that is not ready or is on its way out: what
 * routes sessions must find those, and metrics are wanted from them most of all.
 */
export function headlessService(scope: Construct, id: string, props: HeadlessServiceProps): Service {
  const { metadata, pods, server } = props;
  const metrics = server._scraped.map(({ name, port }) => ({ name, port }));
  const peers = props.hasPeers ? [{ name: PEERS_PORT_NAME, port: PORTS.PEERS }] : [];
  const service = new Service(scope, id, {
    metadata: withRole(metadata, 'headless'),
    selector: pods,
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    ports: [{ name: MCP_PORT_NAME, port: server.port }, ...metrics, ...peers],
  });
  completeAfterSerialization(ApiObject.of(service), (json) => declareHttp(json, props.encrypted));
  return service;
}

function withRole(metadata: ApiObjectMetadata, role: string): ApiObjectMetadata {
  return { ...metadata, labels: { ...metadata.labels, [SERVICE_ROLE]: role } };
}

/** All ports speak HTTP. Meshes and gateways that do not go by names go by this field, which cdk8s-plus-28 lacks. */
function declareHttp({ spec }: any, encrypted: readonly string[] = []): void {
  for (const port of spec.ports) {
    port.appProtocol = encrypted.includes(port.name) ? 'https' : 'http';
  }
}
