import { IConstruct } from 'constructs';

/**
 * The codes that end the message of every error this library raises, in brackets.
 *
 * They stay the same when a sentence is reworded, so a program can tell errors apart in every language that jsii
 * serves: `message.includes(McpErrorCode.IMAGE_LATEST)`. `docs/errors.md` has the way out of each.
 */
export enum McpErrorCode {
  /** An agent has no server. */
  SERVER_MISSING = 'MCP_SERVER_MISSING',
  /** The image reference cannot be parsed. */
  IMAGE_INVALID = 'MCP_IMAGE_INVALID',
  /** The image is named by `:latest`, or by no tag at all. */
  IMAGE_LATEST = 'MCP_IMAGE_LATEST',
  /** A CPU, memory or storage quantity is no quantity, or a limit lies below its request. */
  QUANTITY_INVALID = 'MCP_QUANTITY_INVALID',
  /** A port is no number from 1 to 65535, or two uses of one port contradict each other. */
  PORT_INVALID = 'MCP_PORT_INVALID',
  /** An HTTP path is no absolute path. */
  PATH_INVALID = 'MCP_PATH_INVALID',
  /** A health check would call the MCP endpoint, which answers 405 or opens a session. */
  HEALTH_ON_MCP_PATH = 'MCP_HEALTH_ON_MCP_PATH',
  /** A name is none that Kubernetes takes. */
  NAME_INVALID = 'MCP_NAME_INVALID',
  /** Two objects of one kind and namespace would have one name. */
  NAME_COLLISION = 'MCP_NAME_COLLISION',
  /** A label or annotation is none that Kubernetes takes, or is set by the library. */
  LABEL_INVALID = 'MCP_LABEL_INVALID',
  /** A reference to a Secret, ConfigMap or other object names nothing. */
  REFERENCE_EMPTY = 'MCP_REFERENCE_EMPTY',
  /** An environment variable has a name that Kubernetes refuses. */
  ENV_INVALID = 'MCP_ENV_INVALID',
  /** An environment variable is one that the library sets. */
  ENV_RESERVED = 'MCP_ENV_RESERVED',
  /** A container's name is none that Kubernetes takes, or is that of another container. */
  CONTAINER_INVALID = 'MCP_CONTAINER_INVALID',
  /** Two volumes share a name or a mount path, or a mount path is not absolute. */
  VOLUME_INVALID = 'MCP_VOLUME_INVALID',
  /** A duration is negative, no number, or contradicts another one. */
  DURATION_INVALID = 'MCP_DURATION_INVALID',
  /** A user or group id is out of range, or is root where the pod security profile refuses root. */
  USER_INVALID = 'MCP_USER_INVALID',
  /** The bounds or the target of an autoscaler make no sense. */
  SCALING_INVALID = 'MCP_SCALING_INVALID',
  /** Two things would set the number of replicas: a fixed number and an autoscaler, or two autoscalers. */
  REPLICAS_CONFLICT = 'MCP_REPLICAS_CONFLICT',
  /** The horizontal and the vertical autoscaler would work on the same resource. */
  AUTOSCALERS_CONFLICT = 'MCP_AUTOSCALERS_CONFLICT',
  /** Sessions that live in one process, more than one process, and nothing that routes the sessions. */
  SESSIONS_UNROUTED = 'MCP_SESSIONS_UNROUTED',
  /** Sessions that the server, or what stands before it, can't have. */
  SESSIONS_UNSUPPORTED = 'MCP_SESSIONS_UNSUPPORTED',
  /** A property needs the runtime, and the pod has none. */
  RUNTIME_MISSING = 'MCP_RUNTIME_MISSING',
  /** A stdio server has no command. */
  COMMAND_MISSING = 'MCP_COMMAND_MISSING',
  /** The number of a stdio server's processes makes no sense. */
  PROCESSES_INVALID = 'MCP_PROCESSES_INVALID',
  /** A package has no exact version, or its hash or registry is none. */
  PACKAGE_INVALID = 'MCP_PACKAGE_INVALID',
  /** An issuer, audience or scope is none. */
  AUTHENTICATION_INVALID = 'MCP_AUTHENTICATION_INVALID',
  /** Where traces go, or how many of them, makes no sense. */
  TRACING_INVALID = 'MCP_TRACING_INVALID',
  /** The disruption budget would let no pod leave, so that no node could ever be drained. */
  DISRUPTION_BUDGET_BLOCKS = 'MCP_DISRUPTION_BUDGET_BLOCKS',
  /** The grace period ends before the longest tool call can. */
  GRACE_TOO_SHORT = 'MCP_GRACE_TOO_SHORT',
  /** A container or a volume asks for what the pod security profile refuses. */
  SECURITY_REFUSED = 'MCP_SECURITY_REFUSED',
  /** The mesh injects a container that the pod security profile refuses. */
  MESH_REFUSED = 'MCP_MESH_REFUSED',
  /** A peer or a port of a network rule is not valid. */
  NETWORK_INVALID = 'MCP_NETWORK_INVALID',
  /** A setting of a monitor is not valid, or names metrics that the server does not have. */
  MONITORING_INVALID = 'MCP_MONITORING_INVALID',
  /** Two places say different things of how something is monitored. */
  MONITORING_CONFLICT = 'MCP_MONITORING_CONFLICT',
  /** A threshold or an objective makes no sense, or an alert on it could never fire. */
  THRESHOLD_INVALID = 'MCP_THRESHOLD_INVALID',
  /** A change names no alert of ours, or an alert of one's own is none that Prometheus takes. */
  ALERT_INVALID = 'MCP_ALERT_INVALID',
  /** A dashboard is none that Grafana would take, or has the name or uid of another. */
  DASHBOARD_INVALID = 'MCP_DASHBOARD_INVALID',
  /** A dashboard is larger than a ConfigMap may be. */
  DASHBOARD_TOO_LARGE = 'MCP_DASHBOARD_TOO_LARGE',
  /** A number, URL or choice of the monitoring stack makes no sense. */
  STACK_INVALID = 'MCP_STACK_INVALID',
  /** What is kept does not fit its volume, or is less than Prometheus can keep. */
  RETENTION_INVALID = 'MCP_RETENTION_INVALID',
  /** A receiver of alerts, or another one that is sent something, has no Secret, no address or two. */
  RECEIVER_INVALID = 'MCP_RECEIVER_INVALID',
  /** A JSON patch does not fit the object that it patches. */
  PATCH_INVALID = 'MCP_PATCH_INVALID',
  /** A Kubernetes version is none, or one that this library does not write for. */
  KUBERNETES_VERSION_INVALID = 'MCP_KUBERNETES_VERSION_INVALID',
}

/**
 * Ends synthesis with one sentence for its reader: where, what is wrong, and what to do, and then the code.
 *
 * It is raised while constructs are made, before `App.synth` writes its first file, so an existing output folder
 * stays as it was.
 */
export function fail(scope: IConstruct, code: McpErrorCode, sentence: string): never {
  throw new Error(`${scope.node.path}: ${sentence} [${code}]`);
}
