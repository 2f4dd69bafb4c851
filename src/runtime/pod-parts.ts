import { Size } from 'cdk8s';
import { ContainerPort, ContainerResources, Cpu, Volume, VolumeMount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { PATHS, PORTS } from './contract';
import { runtimeVariables, RuntimeSettings, Variables, withNodeOptions } from './environment';
import { RUNTIME_HEALTH } from './health';
import { RUNTIME_HOME } from './image';
import { RuntimeRole } from './role';
import { PACKAGE_HOME, ServerPackage } from './server-package';
import { HelperProps } from '../agent/containers';
import { McpServer, RUNTIME_METRICS_PORT } from '../agent/mcp-server';
import { probesBy } from '../agent/probes';
import { MCP_PORT_NAME, PEERS_PORT_NAME } from '../agent/services';
import { Sessions } from '../agent/sessions';

/** What the runtime adds to an agent's pod. */
export interface RuntimeParts {
  /** Containers that run to their end before all others. */
  readonly initContainers: readonly HelperProps[];
  /** The last of the sidecars, so that it is the first of them to end. */
  readonly sidecars: readonly HelperProps[];
  /** All variables of the server's container. */
  readonly env: Variables;
  /** Volumes of the server's container. */
  readonly volumeMounts: readonly VolumeMount[];
  /** Ports of the server's container beside its own. */
  readonly ports: readonly ContainerPort[];
  /** How much room the volumes take. */
  readonly room: Size;
}

/** The container that copies the runtime into the pod. */
const COPY_CONTAINER = 'mcp-runtime';
/** The container that installs a server's package. */
const INSTALL_CONTAINER = 'mcp-install';
/** The container of the proxy. */
const PROXY_CONTAINER = 'mcp-proxy';

/** Where the volume is while the runtime is copied into it; the image has its own at `RUNTIME_HOME`. */
const COPY_TARGET = '/mcp-agent-copy';

/** Room for the runtime and its Node, which together take some 200 MiB. */
const RUNTIME_ROOM = Size.mebibytes(512);

/** Room for a server's package with all that it depends on. */
const PACKAGE_ROOM = Size.gibibytes(1);

/** Room in the `/tmp` of the installation: for what is downloaded before it is unpacked. */
const INSTALL_TEMPORARY = Size.mebibytes(512);

/** npm keeps the whole tree in memory, pip a wheel; half a GiB is enough for all of the MCP project's own servers. */
const INSTALL_RESOURCES: ContainerResources = {
  cpu: { request: Cpu.millis(100) },
  memory: { request: Size.mebibytes(256), limit: Size.gibibytes(1) },
  ephemeralStorage: { request: Size.mebibytes(320), limit: Size.gibibytes(2) },
};

/** The files of the runtime count against the limit of the one container that writes them. */
const COPY_RESOURCES: ContainerResources = { ephemeralStorage: { request: Size.mebibytes(256), limit: Size.mebibytes(768) } };

/** Nothing but what the server's container has anyway. */
function without(env: Variables = {}): RuntimeParts {
  return { initContainers: [], sidecars: [], env, volumeMounts: [], ports: [], room: Size.mebibytes(0) };
}

/**
 * The parts of an agent's pod that are the runtime's.
 *
 * @param env the user's variables of the server's container
 */
export function runtimeParts(scope: Construct, settings: RuntimeSettings, env: Variables | undefined): RuntimeParts {
  const { server, chosen } = settings;
  if (!server.runtimeRole) {
    return without(env);
  }
  const [variables, secrets] = [runtimeVariables(scope, settings), secretMounts(scope, settings)];
  if (server.runtimeRole === RuntimeRole.PROXY) {
    return { ...without(env), sidecars: [proxyContainer(settings, variables, secrets)] };
  }
  const brought = broughtParts(scope, server, chosen.runtimeImage);
  return {
    ...brought,
    env: { ...variables, ...withNodeOptions(server, settings.memoryLimit, env) },
    volumeMounts: [...brought.volumeMounts, ...secrets],
    ports: peerPorts(chosen.sessions),
  };
}

/** Where the runtime's volumes are in the server's container. */
export const RUNTIME_MOUNTS: readonly string[] = [RUNTIME_HOME, PACKAGE_HOME];

/** The names of the containers that the runtime adds. */
export function runtimeContainerNames({ _needsCopy, _package, runtimeRole }: McpServer): string[] {
  return [
    ..._needsCopy ? [COPY_CONTAINER] : [],
    ..._package ? [INSTALL_CONTAINER] : [],
    ...runtimeRole === RuntimeRole.PROXY ? [PROXY_CONTAINER] : [],
  ];
}

/** What is brought into the pod before its server can start. */
function broughtParts(scope: Construct, server: McpServer, image: string): RuntimeParts {
  if (server._package) {
    return installedPackage(scope, server._package, server, image);
  }
  return server._needsCopy ? copiedRuntime(scope, image) : without();
}

/** The runtime with its own Node, in an image that the user did not build for it. */
function copiedRuntime(scope: Construct, image: string): RuntimeParts {
  const volume = Volume.fromEmptyDir(scope, COPY_CONTAINER, COPY_CONTAINER, { sizeLimit: RUNTIME_ROOM });
  return {
    ...without(),
    initContainers: [{
      name: COPY_CONTAINER, image, args: ['copy', COPY_TARGET], volumeMounts: [{ path: COPY_TARGET, volume }], resources: COPY_RESOURCES,
    }],
    volumeMounts: [{ path: RUNTIME_HOME, volume, readOnly: true }],
    room: RUNTIME_ROOM,
  };
}

/** The server's package, in an image that has the runtime alone. */
function installedPackage(
  scope: Construct, source: ServerPackage, { _installEnv, _installMounts }: McpServer, image: string,
): RuntimeParts {
  const volume = Volume.fromEmptyDir(scope, INSTALL_CONTAINER, 'mcp-package', { sizeLimit: PACKAGE_ROOM });
  return {
    ...without(),
    initContainers: [{
      name: INSTALL_CONTAINER,
      image,
      args: source.installation,
      envVariables: _installEnv,
      volumeMounts: [{ path: PACKAGE_HOME, volume }, ..._installMounts],
      temporary: INSTALL_TEMPORARY,
      resources: INSTALL_RESOURCES,
    }],
    volumeMounts: [{ path: PACKAGE_HOME, volume, readOnly: true }],
    room: Size.mebibytes(PACKAGE_ROOM.toMebibytes() + INSTALL_TEMPORARY.toMebibytes()),
  };
}

function proxyContainer({ server, chosen }: RuntimeSettings, variables: Variables, volumeMounts: VolumeMount[]): HelperProps {
  return {
    name: PROXY_CONTAINER,
    image: chosen.runtimeImage,
    args: ['proxy', '--upstream', `http://127.0.0.1:${server._ownPort}${server.path}`],
    ports: [
      { name: MCP_PORT_NAME, number: PORTS.MCP },
      { name: RUNTIME_METRICS_PORT, number: PORTS.METRICS },
      { name: 'health', number: PORTS.MANAGEMENT },
      ...peerPorts(chosen.sessions),
    ],
    envVariables: { ...variables, ...server._proxy._options?.env },
    volumeMounts,
    resources: server._proxy._resources,
    preStopPath: PATHS.DRAIN,
    ...probesBy(RUNTIME_HEALTH, PORTS.MCP),
  };
}

function peerPorts({ _needsPeers }: Sessions): ContainerPort[] {
  return _needsPeers ? [{ name: PEERS_PORT_NAME, number: PORTS.PEERS }] : [];
}

function secretMounts(scope: Construct, { chosen }: RuntimeSettings): VolumeMount[] {
  return chosen.metricsAuthentication._secrets.map(({ name, path, secret, items }) => ({
    path, readOnly: true, volume: Volume.fromSecret(scope, name, secret, { name, items, defaultMode: READABLE_BY_GROUP }),
  }));
}

/** The pod's group owns its volumes, so its processes can read what others can't. */
const READABLE_BY_GROUP = 0o440;
