import { Size } from 'cdk8s';
import { ContainerProps, ContainerRestartPolicy } from 'cdk8s-plus-28';
import { McpAgentDeploymentProps } from './mcp-agent-deployment-props';

/** The name of the server's container. */
export const SERVER_CONTAINER = 'server';

/** A container beside the server's, with its name. */
export interface HelperProps extends ContainerProps {
  readonly name: string;
  /** Room in its `/tmp`, where it needs more than usual. */
  readonly temporary?: Size;
  /** What of the runtime is asked before it gets SIGTERM, where it is the runtime. */
  readonly preStopPath?: string;
}

/**
 * The containers beside the server's, in the order in which they start: first those that run to their end, then the
 * sidecars, which Kubernetes keeps running as long as the server does.
 */
export function helpersOf({ initContainers = [], sidecars = [] }: McpAgentDeploymentProps): HelperProps[] {
  const native = sidecars.map((sidecar) => ({ ...sidecar, restartPolicy: ContainerRestartPolicy.ALWAYS }));
  return [...initContainers, ...native].map((container, index) => ({ ...container, name: container.name ?? `init-${index}` }));
}
