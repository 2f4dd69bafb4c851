import { ProtocolEra } from './mcp-server';

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
  public static inMemory(): Sessions {
    return new Sessions('in-memory', false);
  }

  /**
   * Sessions live in the memory of their process, and something before the Service sends each request to the process
   * that has its session.
   *
   * @param router what routes them, for whoever reads the YAML: "agentgateway"
   */
  public static routedBy(router: string): Sessions {
    return new Sessions('routed', true, router);
  }

  /**
   * What a server has when nothing is said.
   *
   * @internal
   */
  public static _defaultOf(protocol: ProtocolEra): Sessions {
    return protocol === ProtocolEra.MODERN ? Sessions.stateless() : Sessions.inMemory();
  }

  private constructor(
    /** Where they live, as the label `mcp/sessions` has it. */
    public readonly kind: string,
    /** Whether more than one replica can serve them. */
    public readonly anyReplica: boolean,
    /** What routes them, where something does. */
    public readonly router?: string,
  ) {}

  /**
   * Whether a pod that goes takes sessions with it.
   *
   * @internal
   */
  public get _diesWithPod(): boolean {
    return this.kind !== 'stateless';
  }
}
