import { Duration } from 'cdk8s';
import { EnvValue } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { checkEnvironment } from './environment';
import { McpServer } from './mcp-server';
import { ProtocolEra } from './mcp-server-options';
import { checkNeededPeer, EgressRule } from './network-access';
import { Peer } from './peer';
import { VARIABLES } from '../runtime/contract';
import { RUNTIME_WAYS, RuntimeRole } from '../runtime/role';
import { fail, McpErrorCode } from '../validation/failure';
import { checkInteger, checkPort, seconds } from '../validation/values';

/** How many sessions a replica keeps, and for how long; the runtime sees to it. */
export interface SessionLimits {
  /**
   * After how long a session that nobody uses is closed.
   *
   * @default Duration.minutes(30)
   */
  readonly idleTimeout?: Duration;

  /**
   * How many sessions one replica holds; more are refused with 503. Memory has to be there for them: a session of a
   * server with a hundred tools takes 171 KiB.
   *
   * @default 10000
   */
  readonly maxPerReplica?: number;
}

/** Sessions that are kept in a Redis. */
export interface PortableSessionsOptions extends SessionLimits {
  /**
   * Where the Redis is on the network. Needed where the network is restricted, as it is when nothing is said.
   *
   * @default - nowhere that a restricted network lets the agent reach
   */
  readonly redisPeer?: Peer;

  /**
   * The port that the Redis listens on.
   *
   * @default 6379
   */
  readonly redisPort?: number;
}

/**
 * Where the sessions of a server live, which decides how many replicas it may have.
 *
 * Only the legacy era of the protocol has sessions.
 */
export class Sessions {
  /** The server keeps no sessions: any replica serves any request. */
  public static stateless(): Sessions {
    return new Sessions('stateless', true);
  }

  /**
   * Sessions live in the memory of the process that opened them, as the official SDK's examples have it. A second
   * replica would answer 404 to every request of a session that it did not open, so there can be only one.
   */
  public static inMemory(limits?: SessionLimits): Sessions {
    return new Sessions('in-memory', false, { limits });
  }

  /**
   * Sessions live in the memory of their process, and something before the Service sends each request to the process
   * that has its session.
   *
   * @param router what routes them, for whoever reads the YAML: "agentgateway"
   */
  public static routedBy(router: string): Sessions {
    return new Sessions('routed', true, { router });
  }

  /**
   * Sessions live in the memory of their process, and the runtime of any other pod of the agent forwards a request to
   * the pod that has its session, also while that one drains. What is idle when its pod goes is lost.
   */
  public static forwarded(limits?: SessionLimits): Sessions {
    return new Sessions('forwarded', true, { limits });
  }

  /**
   * Sessions are kept in a Redis, so that another pod takes them over when theirs goes; while it is there, requests are
   * forwarded to it. Calls in flight, and what the server itself remembers of a session, go with the pod.
   *
   * @param redisUrl such as "rediss://:password@redis.data:6379", from a Secret:
   *   `EnvValue.fromSecretValue({ secret, key: 'url' })`
   */
  public static portable(redisUrl: EnvValue, options: PortableSessionsOptions = {}): Sessions {
    return new Sessions('portable', true, { limits: options, redis: { url: redisUrl, peer: options.redisPeer, port: options.redisPort ?? 6379 } });
  }

  /**
   * What a server has when nothing is said.
   *
   * @internal
   */
  public static _defaultOf({ protocol, runtimeRole }: McpServer): Sessions {
    if (protocol === ProtocolEra.MODERN) {
      return Sessions.stateless();
    }
    return REFUSALS[runtimeRole ?? 'none'].forwarded ? Sessions.inMemory() : Sessions.forwarded();
  }

  private constructor(
    /** Where they live, as the label `mcp/sessions` has it. */
    public readonly kind: string,
    /** Whether more than one replica can serve them. */
    public readonly anyReplica: boolean,
    private readonly details: SessionDetails = {},
  ) {}

  /** What routes them, where something does. */
  public get router(): string | undefined {
    return this.details.router;
  }

  /**
   * How many of them a replica has at most, where that is said.
   *
   * @internal
   */
  public get _maxPerReplica(): number | undefined {
    return this.details.limits?.maxPerReplica;
  }

  /**
   * Whether a pod that goes takes sessions with it.
   *
   * @internal
   */
  public get _diesWithPod(): boolean {
    return this.kind !== 'stateless' && this.kind !== 'portable';
  }

  /**
   * Whether the pods of the agent call each other.
   *
   * @internal
   */
  public get _needsPeers(): boolean {
    return this.kind === 'forwarded' || this.kind === 'portable';
  }

  /**
   * What the runtime has to know of them.
   *
   * @internal
   */
  public _variables(scope: IConstruct): Record<string, EnvValue> {
    const { limits: { idleTimeout, maxPerReplica } = {}, redis } = this.details;
    return {
      ...this.kind === 'stateless' ? { [VARIABLES.MCP_SESSIONS]: EnvValue.fromValue('stateless') } : {},
      ...maxPerReplica === undefined ? {} : { [VARIABLES.MCP_MAX_SESSIONS]: EnvValue.fromValue(String(maxPerReplica)) },
      ...idleTimeout ? { [VARIABLES.MCP_SESSION_IDLE_SECONDS]: EnvValue.fromValue(String(seconds(scope, 'sessions.idleTimeout', idleTimeout))) } : {},
      ...redis ? { [VARIABLES.REDIS_URL]: redis.url } : {},
    };
  }

  /** @internal */
  public get _egress(): EgressRule[] {
    const { redis } = this.details;
    return redis?.peer ? [{ to: redis.peer, ports: [redis.port] }] : [];
  }

  /** @internal */
  public _check(scope: IConstruct, { runtimeRole }: McpServer, isNetworkRestricted: boolean): void {
    const refusal = REFUSALS[runtimeRole ?? 'none'][this.kind];
    if (refusal) {
      fail(scope, McpErrorCode.SESSIONS_UNSUPPORTED, `sessions are ${this.kind}, and ${refusal}`);
    }
    this.checkLimits(scope, runtimeRole);
    this.checkRedis(scope, isNetworkRestricted);
  }

  private checkLimits(scope: IConstruct, role: RuntimeRole | undefined): void {
    const { idleTimeout, maxPerReplica } = this.details.limits ?? {};
    if (!role && (idleTimeout ?? maxPerReplica) !== undefined) {
      fail(scope, McpErrorCode.RUNTIME_MISSING, `sessions have limits, and the pod has no runtime that would keep them. ${RUNTIME_WAYS}`);
    }
    if (maxPerReplica !== undefined) {
      checkInteger(scope, McpErrorCode.SESSIONS_UNSUPPORTED, 'sessions.maxPerReplica', maxPerReplica, 1, 10_000_000);
    }
    if (idleTimeout && seconds(scope, 'sessions.idleTimeout', idleTimeout, 1) > MOST_IDLE) {
      fail(scope, McpErrorCode.DURATION_INVALID, `sessions.idleTimeout is ${idleTimeout.toSeconds()} seconds. Use at most a week, Duration.days(7).`);
    }
  }

  private checkRedis(scope: IConstruct, isNetworkRestricted: boolean): void {
    const { redis } = this.details;
    if (!redis) {
      return;
    }
    checkEnvironment(scope, 'sessions', { [VARIABLES.REDIS_URL]: redis.url });
    if (/:[^/@]+@/.test(redis.url.value ?? '')) {
      fail(scope, McpErrorCode.ENV_INVALID,
        'sessions are kept in a Redis whose password stands in the YAML, where everybody can read it. Take the URL from a Secret: EnvValue.fromSecretValue({ secret, key: "url" }).');
    }
    checkPort(scope, 'sessions.redisPort', redis.port);
    checkNeededPeer(scope, isNetworkRestricted, redis.peer, 'sessions.redisPeer', 'sessions are kept in a Redis');
  }
}

/** What is known of sessions beside where they live. */
interface SessionDetails {
  readonly router?: string;
  readonly limits?: SessionLimits;
  readonly redis?: { readonly url: EnvValue; readonly peer?: Peer; readonly port: number };
}

/** A week, in seconds: the runtime takes no more. */
const MOST_IDLE = 7 * 86_400;

const NEEDS_SERVE = 'only a server on serve() can open a session anew in another pod. Use McpServer.runtime(...), or Sessions.forwarded() where the runtime serves.';

/** Which sessions can't be had with which server: why, and what to do. */
const REFUSALS: Record<RuntimeRole | 'none', Readonly<Record<string, string>>> = {
  none: {
    forwarded: 'the pod has no runtime that could forward them. Put it before the server, by McpServer.http(image, { port, proxy: McpProxy.sidecar() }), or say what else routes them: Sessions.routedBy(...).',
    portable: NEEDS_SERVE,
  },
  [RuntimeRole.SERVE]: {},
  [RuntimeRole.REGISTER]: {
    forwarded: 'the server makes its own session ids, which do not tell whose they are. Use McpServer.http(image, { port, proxy: McpProxy.sidecar() }), or build the server on serve() and use McpServer.runtime(...).',
    portable: NEEDS_SERVE,
  },
  [RuntimeRole.BRIDGE]: {
    portable: NEEDS_SERVE,
  },
  [RuntimeRole.PROXY]: {
    portable: NEEDS_SERVE,
  },
};
