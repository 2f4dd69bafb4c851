import { EnvFieldPaths, EnvValue } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { AuditLog } from './audit-log';
import { VARIABLES } from './contract';
import { REGISTER_OPTION } from './image';
import { POD_FIELDS, POD_NAMESPACE } from './pod-fields';
import { RuntimeRole } from './role';
import { Tracing } from './tracing';
import { Chosen } from '../agent/chosen';
import { Lifecycle } from '../agent/lifecycle';
import { McpServer } from '../agent/mcp-server';
import { fail, McpErrorCode } from '../validation/failure';

/** Variables of a container, by name. */
export type Variables = Record<string, EnvValue>;

/** What the runtime of an agent is told. */
export interface RuntimeSettings {
  readonly server: McpServer;
  readonly chosen: Chosen;
  readonly lifecycle: Lifecycle;
  /** The memory limit of the server's container, in bytes. */
  readonly memoryLimit: number;
  /** The agent's name, which is that of its Service. */
  readonly name: string;
  readonly headlessService: string;
  /** The agent's namespace, where it is known at synth. */
  readonly namespace?: string;
  /** Names that clients use beside those of the Service. */
  readonly hosts: readonly string[];
}

/** The variables of the container that the runtime is in. Those that others refer to come first, as Kubernetes wants it. */
export function runtimeVariables(scope: IConstruct, settings: RuntimeSettings): Variables {
  const { server, chosen, lifecycle, name, hosts } = settings;
  const namespace = settings.namespace ?? `$(${POD_NAMESPACE})`;
  const texts = {
    ...server._variables(scope),
    [VARIABLES.MCP_SERVER_NAME]: name,
    [VARIABLES.MCP_ALLOWED_HOSTS]: [...serviceHosts(name, namespace, chosen.cluster._domain), ...LOCAL_HOSTS, ...hosts].join(','),
    [VARIABLES.MCP_DRAIN_QUIET_SECONDS]: String(lifecycle.preStop),
    [VARIABLES.MCP_DRAIN_LIMIT_SECONDS]: String(lifecycle.drainLimit),
    [VARIABLES.MCP_AUDIT]: chosen.auditLog === AuditLog.NONE ? undefined : chosen.auditLog,
    ...chosen.authentication._variables,
    ...chosen.metricsAuthentication._variables,
    ...chosen.tracing._variables(name, namespace),
  };
  return { ...referredTo(Object.values(texts)), ...valuesOf(texts), ...peerVariables(settings), ...chosen.sessions._variables(scope) };
}

function valuesOf(texts: Readonly<Record<string, string | undefined>>): Variables {
  const said = Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(said.map(([name, text]) => [name, EnvValue.fromValue(text)]));
}

/** All names of a Service in DNS. */
function serviceHosts(name: string, namespace: string, domain: string): string[] {
  return [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.${domain}`];
}

/** What a client calls that comes by `kubectl port-forward`. No page of another site has such an origin. */
const LOCAL_HOSTS = ['localhost', '127.0.0.1'];

/** The headless Service by its short name, which the pod's search domains make whole with one question to DNS. */
function peerVariables({ chosen, headlessService }: RuntimeSettings): Variables {
  return !chosen.sessions._needsPeers ? {} : {
    [VARIABLES.MCP_PEERS_SERVICE]: EnvValue.fromValue(headlessService),
    [VARIABLES.MCP_POD_IP]: EnvValue.fromFieldRef(EnvFieldPaths.POD_IP),
  };
}

function referredTo(texts: readonly (string | undefined)[]): Variables {
  return Object.fromEntries(Object.entries(POD_FIELDS).filter(([name]) => texts.some((text) => text?.includes(`$(${name})`))));
}

/** Servers that run on Node, in a container whose memory is theirs alone. */
const ON_NODE: readonly (RuntimeRole | undefined)[] = [RuntimeRole.SERVE, RuntimeRole.REGISTER];

/**
 * How much of the memory limit Node's heap may have. Node's own documentation advises three quarters; where nothing is said it takes half,
 * and a server ends itself while half of its memory is free.
 */
const HEAP = { share: 0.75, option: '--max-old-space-size' } as const;

/**
 * The server's own variables, with what its Node is told: how large its heap may be, and to load the runtime where that is how the runtime
 * gets there. Options of the user's come after ours, and none of them is lost.
 *
 * @param memoryLimit of the server's container, in bytes
 */
export function withNodeOptions({ runtimeRole }: McpServer, memoryLimit: number, env: Variables = {}): Variables {
  const own = env.NODE_OPTIONS;
  // One that the library can't read stays as it is.
  if (!ON_NODE.includes(runtimeRole) || (own && own.value === undefined)) {
    return env;
  }
  const heap = /--max[-_]old[-_]space[-_]size/.test(own?.value ?? '') ? undefined : `${HEAP.option}=${Math.floor((memoryLimit * HEAP.share) / 2 ** 20)}`;
  const registration = runtimeRole === RuntimeRole.REGISTER ? REGISTER_OPTION : undefined;
  return { ...env, NODE_OPTIONS: EnvValue.fromValue([registration, heap, own?.value].filter(Boolean).join(' ')) };
}

/** Which property says what a variable would; the rest of the contract's variables are the user's to set. */
const PROPERTY_OF: Partial<Record<keyof typeof VARIABLES, string>> = {
  MCP_PORT: 'server.port',
  MCP_PATH: 'server.path',
  MCP_METRICS_TOKEN_FILE: 'metricsAuthentication',
  MCP_METRICS_TLS_DIR: 'metricsAuthentication',
  MCP_PEERS_SERVICE: 'sessions',
  MCP_POD_IP: 'sessions',
  MCP_SERVER_NAME: 'name',
  MCP_ALLOWED_HOSTS: 'hosts',
  MCP_SESSIONS: 'sessions',
  MCP_MAX_SESSIONS: 'sessions',
  MCP_SESSION_IDLE_SECONDS: 'sessions',
  MCP_DRAIN_QUIET_SECONDS: 'preStopDelay',
  MCP_DRAIN_LIMIT_SECONDS: 'longestToolCall',
  MCP_AUDIT: 'auditLog',
  MCP_OAUTH_ISSUER: 'authentication',
  MCP_OAUTH_AUDIENCE: 'authentication',
  MCP_OAUTH_RESOURCE: 'authentication',
  MCP_OAUTH_SCOPES: 'authentication',
  MCP_DANGEROUSLY_ALLOW_INSECURE_ISSUER_URL: 'authentication',
  MCP_BRIDGE_MAX_CHILDREN: 'server',
  MCP_BRIDGE_SPARES: 'server',
  MCP_BRIDGE_START_SECONDS: 'server',
};

/** Ports that Services, probes and policies are written for. */
const FIXED: readonly string[] = [VARIABLES.MCP_METRICS_PORT, VARIABLES.MCP_MANAGEMENT_PORT, VARIABLES.MCP_PEERS_PORT];

/** Checks that a user sets no variable that the library writes into the same container, or that contradicts what it writes. */
export function checkReserved(
  scope: IConstruct, property: string, env: Variables = {}, runtimeRole: RuntimeRole | undefined, tracing: Tracing,
): void {
  for (const [name, value] of Object.entries(env)) {
    const way = wayOf(name, value, runtimeRole, tracing);
    if (way) {
      fail(scope, McpErrorCode.ENV_RESERVED, `${property} sets "${name}", which is not yours to set where the runtime runs. ${way}`);
    }
  }
}

function wayOf(name: string, value: EnvValue, role: RuntimeRole | undefined, tracing: Tracing): string | undefined {
  const said = PROPERTY_OF[name as keyof typeof VARIABLES];
  if (said) {
    return `Use the property "${said}" instead.`;
  }
  if (FIXED.includes(name) || POD_FIELDS[name]) {
    return 'Leave it out: Services, probes and other variables are written for its value.';
  }
  if (name === VARIABLES.REDIS_URL && role === RuntimeRole.SERVE) {
    return 'Sessions would be kept there: say so by Sessions.portable(...), or give the server its own Redis by another name.';
  }
  if (name in tracing._variables('', '')) {
    return 'Use the property "tracing" instead, or leave that one out and set all of OpenTelemetry\'s variables yourself.';
  }
  if (name === 'NODE_OPTIONS' && role === RuntimeRole.REGISTER && value.value === undefined) {
    return 'Give it as a text, EnvValue.fromValue("--max-old-space-size=400"), so that what loads the runtime can be added to it.';
  }
  return undefined;
}
