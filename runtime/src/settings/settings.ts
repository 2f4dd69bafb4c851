import { PATHS, PORTS } from '../contract.js';
import { Environment, integer, list, SettingError, text, word } from './variable.js';

/** What the runtime was told by its environment; the contract explains each. */
export interface Settings {
  readonly host: string | undefined;
  readonly port: number;
  readonly path: string;
  readonly metricsPort: number;
  readonly metricsTokenFile: string | undefined;
  readonly metricsTlsDir: string | undefined;
  readonly managementPort: number;
  readonly serverName: string | undefined;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly sessions: 'stateful' | 'stateless';
  readonly maxSessions: number;
  readonly sessionIdleSeconds: number;
  readonly peers: PeersSettings | undefined;
  readonly redisUrl: string | undefined;
  readonly drainQuietSeconds: number;
  readonly drainLimitSeconds: number;
  readonly maxBodyBytes: number;
  readonly logLevel: LogLevel;
  readonly audit: 'none' | 'calls' | 'arguments';
  readonly oauth: OAuthSettings | undefined;
}

export const LOG_LEVELS = ['debug', 'info', 'warning', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where the other pods of the workload are. */
export interface PeersSettings {
  readonly port: number;
  /** The DNS name of the headless Service; or names and addresses, separated by commas. */
  readonly service: string;
  /** This pod's own address. */
  readonly podIp: string;
}

/** Whose tokens are taken. */
export interface OAuthSettings {
  readonly issuer: string;
  /** What tokens must be for. It never comes from a request, or a caller's token for another server would do. */
  readonly audience: string;
  /** The MCP endpoint's URL as clients know it; taken from each request where it is not set. */
  readonly resource: string | undefined;
  readonly scopes: readonly string[];
}

const PORT = [0, 65_535] as const;

/** Reads all settings, and throws a `SettingError` for the first that makes no sense. */
export function readSettings(env: Environment = process.env): Settings {
  return {
    host: text(env, 'MCP_HOST'),
    port: integer(env, 'MCP_PORT', PORTS.MCP, ...PORT),
    path: path(env),
    metricsPort: integer(env, 'MCP_METRICS_PORT', PORTS.METRICS, ...PORT),
    metricsTokenFile: text(env, 'MCP_METRICS_TOKEN_FILE'),
    metricsTlsDir: text(env, 'MCP_METRICS_TLS_DIR'),
    managementPort: integer(env, 'MCP_MANAGEMENT_PORT', PORTS.MANAGEMENT, ...PORT),
    serverName: text(env, 'MCP_SERVER_NAME'),
    allowedHosts: list(env, 'MCP_ALLOWED_HOSTS'),
    allowedOrigins: list(env, 'MCP_ALLOWED_ORIGINS'),
    sessions: word(env, 'MCP_SESSIONS', ['stateful', 'stateless'], 'stateful'),
    maxSessions: integer(env, 'MCP_MAX_SESSIONS', 10_000, 0, 10_000_000),
    sessionIdleSeconds: integer(env, 'MCP_SESSION_IDLE_SECONDS', 1_800, 1, 7 * 86_400),
    peers: peers(env),
    redisUrl: text(env, 'REDIS_URL'),
    drainQuietSeconds: integer(env, 'MCP_DRAIN_QUIET_SECONDS', 5, 0, 600),
    drainLimitSeconds: integer(env, 'MCP_DRAIN_LIMIT_SECONDS', 60, 0, 86_400),
    maxBodyBytes: integer(env, 'MCP_MAX_BODY_BYTES', 4 * 1024 * 1024, 1_024, 1_073_741_824),
    logLevel: word(env, 'MCP_LOG_LEVEL', LOG_LEVELS, 'info'),
    audit: word(env, 'MCP_AUDIT', ['none', 'calls', 'arguments'], 'none'),
    oauth: oauth(env),
  };
}

function path(env: Environment): string {
  const given = text(env, 'MCP_PATH') ?? PATHS.MCP;
  if (!/^\/[^?#\s]*$/.test(given)) {
    throw new SettingError(`MCP_PATH is "${given}", and must start with a slash and have neither query nor fragment, such as ${PATHS.MCP}.`);
  }
  return given;
}

function peers(env: Environment): PeersSettings | undefined {
  const port = integer(env, 'MCP_PEERS_PORT', PORTS.PEERS, ...PORT);
  const service = text(env, 'MCP_PEERS_SERVICE');
  const podIp = text(env, 'MCP_POD_IP');
  if (service === undefined || port === 0) {
    return undefined;
  }
  if (podIp === undefined) {
    throw new SettingError('MCP_PEERS_SERVICE is set and MCP_POD_IP is not: without its own address a pod can\'t tell its sessions from those of others. '
      + 'Set MCP_POD_IP from the field status.podIP.');
  }
  return { port, service, podIp };
}

function oauth(env: Environment): OAuthSettings | undefined {
  const issuer = text(env, 'MCP_OAUTH_ISSUER');
  if (issuer === undefined) {
    return undefined;
  }
  checkIssuer(issuer, word(env, 'MCP_DANGEROUSLY_ALLOW_INSECURE_ISSUER_URL', ['true', 'false', '1', '0'], 'false'));
  const resource = text(env, 'MCP_OAUTH_RESOURCE');
  if (resource !== undefined && !/^https?:\/\/[^#]+$/.test(resource)) {
    throw new SettingError(`MCP_OAUTH_RESOURCE is "${resource}", and must be the URL of the MCP endpoint as clients know it, without fragment, `
      + 'such as https://weather.example.com/mcp.');
  }
  const audience = text(env, 'MCP_OAUTH_AUDIENCE') ?? resource;
  if (audience === undefined) {
    throw new SettingError('MCP_OAUTH_ISSUER is set, and neither MCP_OAUTH_RESOURCE nor MCP_OAUTH_AUDIENCE is: tokens that were issued for other '
      + 'servers would be taken. Set MCP_OAUTH_RESOURCE to the URL of the MCP endpoint as clients know it.');
  }
  return { issuer, audience, resource, scopes: list(env, 'MCP_OAUTH_SCOPES') };
}

function checkIssuer(issuer: string, allowInsecure: string): void {
  if (!URL.canParse(issuer)) {
    throw new SettingError(`MCP_OAUTH_ISSUER is "${issuer}", and must be the URL that tokens have as their issuer, such as https://login.example.com.`);
  }
  const { protocol, hostname } = new URL(issuer);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && (isLocal || allowInsecure === 'true' || allowInsecure === '1'))) {
    throw new SettingError(`MCP_OAUTH_ISSUER is "${issuer}", and must be https: over plain http anybody on the way could give keys of their own. `
      + 'Where something else protects the way, such as a mesh, set MCP_DANGEROUSLY_ALLOW_INSECURE_ISSUER_URL to true.');
  }
}
