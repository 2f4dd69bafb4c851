import { IConstruct } from 'constructs';
import { HealthCheck } from './health-check';
import { parseImage } from '../cluster/image';
import { fail, McpErrorCode } from '../validation/failure';
import { checkPath, checkPort } from '../validation/values';

/**
 * Which era of the protocol a server speaks over HTTP.
 *
 * @see https://modelcontextprotocol.io/specification/versioning
 */
export enum ProtocolEra {
  /** Versions up to 2025-11-25: `initialize` opens a session, which later requests name by `Mcp-Session-Id`. */
  LEGACY = 'legacy',
  /** Version 2026-07-28 and later: no sessions, any replica serves any request. */
  MODERN = 'modern',
  /** Both, on one endpoint. */
  BOTH = 'both',
}

/** Where a server gives its metrics in the Prometheus text format. */
export interface MetricsEndpoint {
  /** The port, which should not be the MCP port: who may call tools need not read metrics. */
  readonly port: number;

  /**
   * The path.
   *
   * @default "/metrics"
   */
  readonly path?: string;
}

/** A server that speaks Streamable HTTP by itself. */
export interface HttpServerOptions {
  /** The port of the MCP endpoint. */
  readonly port: number;

  /**
   * The path of the MCP endpoint.
   *
   * @default "/mcp"
   */
  readonly path?: string;

  /**
   * How its health is asked.
   *
   * @default HealthCheck.tcp(): whether the MCP port accepts connections
   */
  readonly health?: HealthCheck;

  /**
   * Where its metrics are.
   *
   * @default - it has none, and nothing scrapes it
   */
  readonly metrics?: MetricsEndpoint;

  /**
   * The era of the protocol that it speaks.
   *
   * @default ProtocolEra.LEGACY, as most servers do
   */
  readonly protocol?: ProtocolEra;

  /**
   * The command that is run instead of the image's entry point.
   *
   * @default - the image's ENTRYPOINT
   */
  readonly command?: string[];

  /**
   * The command's arguments.
   *
   * @default - the image's CMD
   */
  readonly args?: string[];
}

/** An MCP server: what is run, and how it is reached. */
export class McpServer {
  /**
   * A server that speaks Streamable HTTP, from an image.
   *
   * @param image by tag or digest, such as "ghcr.io/acme/weather:1.4.2"; `:latest` is refused
   */
  public static http(image: string, options: HttpServerOptions): McpServer {
    return new McpServer(image, options);
  }

  /** The port of the MCP endpoint. */
  public readonly port: number;
  /** The path of the MCP endpoint. */
  public readonly path: string;
  /** How the server's health is asked. */
  public readonly health: HealthCheck;
  /** The port of its metrics, where it has any. */
  public readonly metricsPort?: number;
  /** The path of its metrics, where it has any. */
  public readonly metricsPath?: string;
  /** The era of the protocol that it speaks. */
  public readonly protocol: ProtocolEra;
  /** The transport that it speaks, as the label `mcp/transport` has it. */
  public readonly transport: string = 'streamable-http';
  /** @internal */
  public readonly _command?: string[];
  /** @internal */
  public readonly _args?: string[];

  private constructor(
    /** The image, as it was named. */
    public readonly image: string,
    options: HttpServerOptions,
  ) {
    this.port = options.port;
    this.path = options.path ?? '/mcp';
    this.health = options.health ?? HealthCheck.tcp();
    this.metricsPort = options.metrics?.port;
    this.metricsPath = options.metrics ? options.metrics.path ?? '/metrics' : undefined;
    this.protocol = options.protocol ?? ProtocolEra.LEGACY;
    this._command = options.command;
    this._args = options.args;
  }

  /**
   * The ports of the server's container by name: one port has one name, since Kubernetes refuses a port twice.
   *
   * @internal
   */
  public get _ports(): Map<string, number> {
    const wanted: [string, number | undefined][] = [['http-mcp', this.port], ['metrics', this.metricsPort], ['health', this.health.port]];
    const ports = new Map<string, number>();
    for (const [name, port] of wanted) {
      if (port !== undefined && ![...ports.values()].includes(port)) {
        ports.set(name, port);
      }
    }
    return ports;
  }

  /**
   * What a human would call this version of the server: the image's tag, where it has one.
   *
   * @internal
   */
  public _version(scope: IConstruct): string | undefined {
    return parseImage(scope, 'server.image', this.image).tag;
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    parseImage(scope, 'server.image', this.image);
    checkPort(scope, 'server.port', this.port);
    checkPath(scope, 'server.path', this.path);
    this.health._check(scope, this.port, this.path);
    if (this.metricsPort !== undefined) {
      checkPort(scope, 'server.metrics.port', this.metricsPort);
      checkPath(scope, 'server.metrics.path', this.metricsPath!);
      if (this.metricsPort === this.port) {
        fail(scope, McpErrorCode.PORT_INVALID,
          `server.metrics.port is the MCP port ${this.port}: whoever may call tools could read the metrics, and Prometheus could call tools. Give metrics a port of their own, or leave them out.`);
      }
    }
  }
}
