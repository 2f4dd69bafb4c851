import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from '../validation/failure';
import { checkPath, checkPort } from '../validation/values';

/** Where an HTTP health check is answered. */
export interface HttpHealthCheckOptions {
  /**
   * The port that answers it. A port of its own is best: MCP servers that check the Host header refuse the kubelet,
   * which calls a pod by its address.
   *
   * @default - the MCP port
   */
  readonly port?: number;

  /**
   * The path that says whether requests may be sent.
   *
   * @default - the path that says whether the server is alive
   */
  readonly readinessPath?: string;
}

/** Where a TCP health check is answered. */
export interface TcpHealthCheckOptions {
  /**
   * The port that accepts the connection.
   *
   * @default - the MCP port
   */
  readonly port?: number;
}

/**
 * How Kubernetes learns whether a server started, is alive, and takes requests.
 *
 * Never by GET on the MCP path: there a server answers 405 or 406, or opens a session.
 */
export class HealthCheck {
  /**
   * An HTTP endpoint that answers 200 while the server is well.
   *
   * @param path what says whether the process is alive, such as "/livez"; it must not depend on other services, or
   *   their failure restarts the agent
   */
  public static http(path: string, options: HttpHealthCheckOptions = {}): HealthCheck {
    return new HealthCheck(options.port, path, options.readinessPath ?? path);
  }

  /** A port that accepts connections: all that can be known of a server without a health endpoint. */
  public static tcp(options: TcpHealthCheckOptions = {}): HealthCheck {
    return new HealthCheck(options.port);
  }

  private constructor(
    /** The port, where it is not the MCP port. */
    public readonly port?: number,
    /** The path of the liveness check; undefined for a TCP check. */
    public readonly livenessPath?: string,
    /** The path of the readiness check; undefined for a TCP check. */
    public readonly readinessPath?: string,
  ) {}

  /** @internal */
  public _check(scope: IConstruct, mcpPort: number, mcpPath: string): void {
    if (this.port !== undefined) {
      checkPort(scope, 'server.health.port', this.port);
    }
    for (const path of [this.livenessPath, this.readinessPath].filter((each) => each !== undefined)) {
      checkPath(scope, 'server.health.path', path);
      if (path === mcpPath && (this.port ?? mcpPort) === mcpPort) {
        fail(scope, McpErrorCode.HEALTH_ON_MCP_PATH,
          `server.health asks the MCP path "${path}", where GET is answered with 405 or opens a session. Name a health path of the server, or use HealthCheck.tcp().`);
      }
    }
  }
}
