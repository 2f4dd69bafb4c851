import { EnvValue, VolumeMount } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { HealthCheck } from './health-check';
import {
  BakedServerOptions, HttpServerOptions, NodeServerOptions, NpmServerOptions, PackageServerOptions, ProtocolEra, PypiServerOptions,
  RuntimeServerOptions, ServerCommand, StdioServerOptions,
} from './mcp-server-options';
import { parseImage } from '../cluster/image';
import { PATHS, PORTS, VARIABLES } from '../runtime/contract';
import { RUNTIME_HEALTH } from '../runtime/health';
import { RUNTIME_COMMAND } from '../runtime/image';
import { McpProxy } from '../runtime/mcp-proxy';
import { RuntimeRole } from '../runtime/role';
import { PACKAGE_HOME, ServerPackage } from '../runtime/server-package';
import { fail, McpErrorCode } from '../validation/failure';
import { checkInteger, checkPath, checkPort, seconds } from '../validation/values';

/** Metrics that Prometheus reads, and the name of their port. */
export interface ScrapedPort {
  readonly name: string;
  readonly port: number;
  readonly path: string;
  /** Whether the runtime serves them, and so asks for the token that it is told. */
  readonly isOfRuntime: boolean;
}

/** What is said of a server, whichever way it is run. */
interface ServerSpec extends ServerCommand {
  readonly image?: string;
  readonly role?: RuntimeRole;
  /** The port that the server itself listens on; the runtime's MCP port where the runtime listens. */
  readonly port: number;
  readonly path?: string;
  readonly health?: HealthCheck;
  readonly metrics?: { readonly port: number; readonly path?: string };
  readonly protocol?: ProtocolEra;
  readonly proxy?: McpProxy;
  /** What starts a stdio server. */
  readonly stdio?: string[];
  readonly package?: ServerPackage;
  /** How a package is installed, and how many processes of a stdio server run. */
  readonly bridge?: PackageServerOptions;
}

/** What starts a package that lies where installations put it. */
function bridgeOf(args: string[]): string[] {
  return ['bridge', '--package', PACKAGE_HOME, ...args.length > 0 ? ['--', ...args] : []];
}

/** What every stdio server has: the runtime listens, in both eras, and answers the kubelet. */
const BRIDGED = { role: RuntimeRole.BRIDGE, port: PORTS.MCP, health: RUNTIME_HEALTH, protocol: ProtocolEra.BOTH } as const;

/** What the runtime listens on in a server's pod. */
const TAKEN_PORTS: Partial<Record<RuntimeRole, number[]>> = {
  [RuntimeRole.PROXY]: Object.values(PORTS),
  [RuntimeRole.REGISTER]: [PORTS.METRICS, PORTS.MANAGEMENT],
};

/** The name of the port with the runtime's metrics. */
export const RUNTIME_METRICS_PORT = 'metrics';

/** The runtime's metrics. */
const RUNTIME_METRICS: ScrapedPort = { name: RUNTIME_METRICS_PORT, port: PORTS.METRICS, path: PATHS.METRICS, isOfRuntime: true };

/** An MCP server: what is run, and how it is reached. */
export class McpServer {
  /**
   * A server that speaks Streamable HTTP, from an image, in any language.
   *
   * @param image by tag or digest, such as "ghcr.io/acme/weather:1.4.2"; `:latest` is refused
   */
  public static http(image: string, options: HttpServerOptions): McpServer {
    const role = options.proxy?._options && RuntimeRole.PROXY;
    return new McpServer({ ...options, image, role });
  }

  /**
   * A server that is built on `serve()` of `mcp-agent-runtime`: all that the runtime does, at the least cost.
   *
   * @param image by tag or digest, such as "ghcr.io/acme/weather:1.4.2"; `:latest` is refused
   */
  public static runtime(image: string, options: RuntimeServerOptions = {}): McpServer {
    return new McpServer({ ...options, image, role: RuntimeRole.SERVE, port: PORTS.MCP, health: RUNTIME_HEALTH });
  }

  /**
   * A server on an official SDK for Node that serves by itself, as it is: the runtime is loaded into its process, by the
   * variable NODE_OPTIONS. Its image must bring Node 20.9 or newer, and should start the server by `node` itself: `npm start`
   * passes no SIGTERM on, so that only the drain of the pod's preStop hook reaches the server.
   *
   * @param image by tag or digest, such as "ghcr.io/acme/weather:1.4.2"; `:latest` is refused
   */
  public static node(image: string, options: NodeServerOptions): McpServer {
    return new McpServer({ ...options, image, role: RuntimeRole.REGISTER, health: RUNTIME_HEALTH });
  }

  /**
   * A server that speaks over its standard input and output, in any language: the runtime starts a process of it for
   * each session, and serves Streamable HTTP. The image needs neither Node nor a shell.
   *
   * @param image by tag or digest, such as "ghcr.io/acme/files:1.4.2"; `:latest` is refused
   * @param command that starts the server, such as ["files-server", "/data"]; the image's entry point is not used
   */
  public static stdio(image: string, command: string[], options: StdioServerOptions = {}): McpServer {
    return new McpServer({ ...BRIDGED, image, stdio: command, command: [...RUNTIME_COMMAND, 'bridge', '--', ...command], bridge: options });
  }

  /**
   * A stdio server from npm, installed when its pod starts, served as that of `McpServer.stdio` is. For production an
   * image with the package in it starts faster and needs no registry: `mcp-agent bake` makes one.
   *
   * @param packageAndVersion exact, such as "@modelcontextprotocol/server-filesystem@2026.7.10"; a range or a tag is refused
   * @param args of the server
   */
  public static npm(packageAndVersion: string, args: string[] = [], options: NpmServerOptions = {}): McpServer {
    const { integrity: hash, ...others } = options;
    return McpServer.ofPackage(ServerPackage.npm({ ...others, package: packageAndVersion, hash }), args, options);
  }

  /**
   * A stdio server from PyPI, installed when its pod starts, served as that of `McpServer.stdio` is. For production an
   * image with the package in it starts faster and needs no index: `mcp-agent bake` makes one.
   *
   * @param packageAndVersion exact, such as "mcp-server-time==2026.8.18"; a range is refused
   * @param args of the server
   */
  public static pypi(packageAndVersion: string, args: string[] = [], options: PypiServerOptions = {}): McpServer {
    const { index: registry, ...others } = options;
    return McpServer.ofPackage(ServerPackage.pypi({ ...others, package: packageAndVersion, registry }), args, options);
  }

  /**
   * A stdio server in an image that `mcp-agent bake` made: a package from npm or PyPI, and the runtime, which serves it as
   * that of `McpServer.stdio` is.
   *
   * @param image by tag or digest, such as "ghcr.io/acme/files:1.4.2"; `:latest` is refused
   */
  public static baked(image: string, options: BakedServerOptions = {}): McpServer {
    return new McpServer({ ...BRIDGED, image, args: options.args && bridgeOf(options.args), bridge: options });
  }

  private static ofPackage(source: ServerPackage, args: string[], options: PackageServerOptions): McpServer {
    return new McpServer({ ...BRIDGED, package: source, args: bridgeOf(args), bridge: options });
  }

  /** The image; undefined for a package, which runs in the runtime's own. */
  public readonly image?: string;
  /** The port of the MCP endpoint, as it is reached from outside of the pod. */
  public readonly port: number;
  /** The path of the MCP endpoint. */
  public readonly path: string;
  /** How the health of the server's container is asked. */
  public readonly health: HealthCheck;
  /** The port of its metrics, where it has any. */
  public readonly metricsPort?: number;
  /** The path of its metrics, where it has any. */
  public readonly metricsPath?: string;
  /** The era of the protocol that it speaks. */
  public readonly protocol: ProtocolEra;
  /** The transport by which clients reach it, as the label `mcp/transport` has it. */
  public readonly transport: string = 'streamable-http';
  /** How the runtime stands to it; undefined where the pod has no runtime. */
  public readonly runtimeRole?: RuntimeRole;
  /** @internal */
  public readonly _command?: string[];
  /** @internal */
  public readonly _args?: string[];
  /** @internal */
  public readonly _package?: ServerPackage;
  /** @internal */
  public readonly _installEnv: { [name: string]: EnvValue };
  /** @internal */
  public readonly _installMounts: VolumeMount[];
  /** @internal */
  public readonly _proxy: McpProxy;
  /**
   * All that Prometheus reads: the runtime's metrics first, then the server's own.
   *
   * @internal
   */
  public readonly _scraped: ScrapedPort[];
  /**
   * The port that the server itself listens on, behind a proxy if there is one.
   *
   * @internal
   */
  public readonly _ownPort: number;

  private constructor(private readonly spec: ServerSpec) {
    const { role } = spec;
    this.image = spec.image;
    this.runtimeRole = role;
    this._ownPort = spec.port;
    this.port = role === RuntimeRole.PROXY ? PORTS.MCP : spec.port;
    this.path = spec.path ?? PATHS.MCP;
    this.health = spec.health ?? HealthCheck.tcp();
    this._scraped = [...role ? [RUNTIME_METRICS] : [], ...this.ownMetrics()];
    [{ port: this.metricsPort, path: this.metricsPath }] = [...this._scraped, { port: undefined, path: undefined }];
    this.protocol = spec.protocol ?? ProtocolEra.LEGACY;
    this._package = spec.package;
    this._installEnv = spec.bridge?.installEnv ?? {};
    this._installMounts = spec.bridge?.installVolumeMounts ?? [];
    this._proxy = spec.proxy ?? McpProxy.none();
    this._command = spec.command;
    this._args = spec.args;
  }

  /**
   * The ports of the server's container by name: one port has one name, since Kubernetes refuses a port twice.
   *
   * @internal
   */
  public get _ports(): Map<string, number> {
    const isBehindProxy = this.runtimeRole === RuntimeRole.PROXY;
    const scraped = this._scraped.filter(({ isOfRuntime }) => !(isBehindProxy && isOfRuntime));
    const wanted: [string, number | undefined][] = [
      [isBehindProxy ? 'http-server' : 'http-mcp', this._ownPort], ...scraped.map(({ name, port }): [string, number] => [name, port]),
      ['health', this.health.port],
    ];
    const ports = new Map<string, number>();
    for (const [name, port] of wanted) {
      if (port !== undefined && ![...ports.values()].includes(port)) {
        ports.set(name, port);
      }
    }
    return ports;
  }

  /**
   * How many processes of a stdio server a replica has at most, where that is said.
   *
   * @internal
   */
  public get _maxProcesses(): number | undefined {
    return this.spec.bridge?.maxProcesses;
  }

  /**
   * How many of them stand ready, without a session.
   *
   * @internal
   */
  public get _spareProcesses(): number {
    return this.spec.bridge?.spareProcesses ?? 1;
  }

  /**
   * Whether the image is the user's and the runtime is in it all the same, since it was copied there.
   *
   * @internal
   */
  public get _needsCopy(): boolean {
    return this.runtimeRole === RuntimeRole.REGISTER || this.spec.stdio !== undefined;
  }

  /**
   * What the runtime has to know of the server.
   *
   * @internal
   */
  public _variables(scope: IConstruct): Record<string, string | undefined> {
    const { maxProcesses, spareProcesses, startTimeout } = this.spec.bridge ?? {};
    return {
      [VARIABLES.MCP_PORT]: String(this.port),
      [VARIABLES.MCP_PATH]: this.path,
      [VARIABLES.MCP_BRIDGE_MAX_CHILDREN]: maxProcesses?.toString(),
      [VARIABLES.MCP_BRIDGE_SPARES]: spareProcesses?.toString(),
      [VARIABLES.MCP_BRIDGE_START_SECONDS]: startTimeout && String(seconds(scope, 'server.startTimeout', startTimeout, 1)),
    };
  }

  /**
   * What a human would call this version of the server: the package's, or the image's tag, where it has one.
   *
   * @internal
   */
  public _version(scope: IConstruct): string | undefined {
    return this._package ? this._package.version : parseImage(scope, 'server.image', this.image!).tag;
  }

  /** @internal */
  public _check(scope: IConstruct, isNetworkRestricted: boolean): void {
    this._package ? this._package.check(scope, isNetworkRestricted) : parseImage(scope, 'server.image', this.image!);
    checkPort(scope, 'server.port', this._ownPort);
    checkPath(scope, 'server.path', this.path);
    this.health._check(scope, this._ownPort, this.path);
    this.checkMetrics(scope);
    this.checkRuntimePorts(scope);
    this.checkCommand(scope);
    this.checkProcesses(scope);
  }

  private ownMetrics(): ScrapedPort[] {
    const { metrics, role } = this.spec;
    return metrics ? [{ name: role ? 'server-metrics' : 'metrics', port: metrics.port, path: metrics.path ?? '/metrics', isOfRuntime: false }] : [];
  }

  private checkMetrics(scope: IConstruct): void {
    for (const { port, path } of this.ownMetrics()) {
      checkPort(scope, 'server.metrics.port', port);
      checkPath(scope, 'server.metrics.path', path);
      if (port === this._ownPort) {
        fail(scope, McpErrorCode.PORT_INVALID,
          `server.metrics.port is the MCP port ${port}: whoever may call tools could read the metrics, and Prometheus could call tools. Give metrics a port of their own, or leave them out.`);
      }
    }
  }

  /** All containers of a pod share one network: what the runtime listens on is taken. */
  private checkRuntimePorts(scope: IConstruct): void {
    const taken = this.runtimeRole ? TAKEN_PORTS[this.runtimeRole] ?? [] : [];
    const own = [this._ownPort, this.spec.metrics?.port, ...this.health === RUNTIME_HEALTH ? [] : [this.health.port]];
    const both = taken.find((port) => own.includes(port));
    if (both !== undefined) {
      fail(scope, McpErrorCode.PORT_INVALID,
        `the server listens on port ${both}, and so does the runtime in its pod. Let the server use another port than ${taken.join(', ')}.`);
    }
  }

  private checkCommand(scope: IConstruct): void {
    if (this.spec.stdio && !this.spec.stdio[0]) {
      fail(scope, McpErrorCode.COMMAND_MISSING,
        'the stdio server has no command: the runtime starts it, and can\'t know the image\'s entry point. Name it as in McpServer.stdio(image, ["files-server", "/data"]).');
    }
  }

  private checkProcesses(scope: IConstruct): void {
    const { maxProcesses, spareProcesses } = this.spec.bridge ?? {};
    if (maxProcesses !== undefined) {
      checkInteger(scope, McpErrorCode.PROCESSES_INVALID, 'server.maxProcesses', maxProcesses, 1, 10_000);
    }
    if (spareProcesses !== undefined) {
      checkInteger(scope, McpErrorCode.PROCESSES_INVALID, 'server.spareProcesses', spareProcesses, 0, Math.min(maxProcesses ?? 100, 100));
    }
  }
}
