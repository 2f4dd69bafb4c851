import { ISecret } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { VARIABLES } from './contract';
import { checkHost } from '../validation/names';
import { checkReferences } from '../validation/references';

/** A token that Prometheus shows. */
export interface MetricsTokenOptions {
  /** The Secret that has it, in the agent's namespace; the runtime and Prometheus both read it. */
  readonly secret: ISecret;

  /**
   * Its key.
   *
   * @default "token"
   */
  readonly key?: string;
}

/** Certificates by which the runtime and Prometheus know each other. */
export interface MetricsTlsOptions {
  /** The Secret of the runtime: `tls.crt`, `tls.key`, and in `ca.crt` who signed Prometheus' certificate, as cert-manager writes them. */
  readonly server: ISecret;

  /** The Secret of Prometheus: `tls.crt`, `tls.key`, and in `ca.crt` who signed the runtime's; in the agent's namespace. */
  readonly client: ISecret;

  /** A name that the runtime's certificate has. Prometheus calls pods by their addresses, which no certificate can list. */
  readonly serverName: string;
}

/** A Secret that the runtime reads as files. */
export interface MountedSecret {
  readonly name: string;
  readonly path: string;
  readonly secret: ISecret;
  /** The file that a key becomes; all keys become files of their names where none is said. */
  readonly items?: { readonly [key: string]: { readonly path: string } };
}

const TOKEN_FOLDER = '/var/run/mcp-agent/metrics-token';
const TLS_FOLDER = '/var/run/mcp-agent/metrics-tls';

/** Who may read the metrics of the runtime, by what they prove, beside where they call from. */
export class MetricsAuthentication {
  /** Whoever the network lets through. */
  public static none(): MetricsAuthentication {
    return new MetricsAuthentication();
  }

  /** Whoever shows a token. It travels in the clear, so the network between has to be trusted. */
  public static bearerToken(options: MetricsTokenOptions): MetricsAuthentication {
    return new MetricsAuthentication(options);
  }

  /** Whoever has a certificate that the runtime trusts; the metrics are encrypted then. */
  public static mutualTls(options: MetricsTlsOptions): MetricsAuthentication {
    return new MetricsAuthentication(undefined, options);
  }

  private constructor(private readonly token?: MetricsTokenOptions, private readonly tls?: MetricsTlsOptions) {}

  /** @internal */
  public get _isRequired(): boolean {
    return this.token !== undefined || this.tls !== undefined;
  }

  /** @internal */
  public get _isEncrypted(): boolean {
    return this.tls !== undefined;
  }

  /** @internal */
  public get _variables(): Record<string, string | undefined> {
    return {
      [VARIABLES.MCP_METRICS_TOKEN_FILE]: this.token && `${TOKEN_FOLDER}/token`,
      [VARIABLES.MCP_METRICS_TLS_DIR]: this.tls && TLS_FOLDER,
    };
  }

  /** @internal */
  public get _secrets(): MountedSecret[] {
    return [
      ...this.token ? [{ name: 'mcp-metrics-token', path: TOKEN_FOLDER, secret: this.token.secret, items: { [this.key]: { path: 'token' } } }] : [],
      ...this.tls ? [{ name: 'mcp-metrics-tls', path: TLS_FOLDER, secret: this.tls.server }] : [],
    ];
  }

  /**
   * What an endpoint of a ServiceMonitor says of it.
   *
   * @internal
   */
  public get _scrape(): Record<string, any> {
    const file = (key: string) => ({ secret: { name: this.tls!.client.name, key } });
    return {
      ...this.token ? { authorization: { type: 'Bearer', credentials: { name: this.token.secret.name, key: this.key } } } : {},
      ...this.tls ? {
        scheme: 'https',
        tlsConfig: { ca: file('ca.crt'), cert: file('tls.crt'), keySecret: file('tls.key').secret, serverName: this.tls.serverName },
      } : {},
    };
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    if (this.token) {
      checkReferences(scope, 'metricsAuthentication', { secretKeyRef: { name: this.token.secret.name, key: this.key } });
    }
    if (this.tls) {
      checkReferences(scope, 'metricsAuthentication.server', { secretRef: this.tls.server });
      checkReferences(scope, 'metricsAuthentication.client', { secretRef: this.tls.client });
      checkHost(scope, 'metricsAuthentication.serverName', this.tls.serverName);
    }
  }

  private get key(): string {
    return this.token?.key ?? 'token';
  }
}
