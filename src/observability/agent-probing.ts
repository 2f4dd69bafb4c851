import { Duration } from 'cdk8s';
import { ISecret } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { checkReferences } from '../validation/references';
import { seconds } from '../validation/values';

/** How one agent is probed, where that is not how all are. */
export interface AgentProbingOptions {
  /**
   * The Secret with the bearer token that the probe shows, in the namespace of the probe. It is read anew for each probe.
   *
   * @default - none: an agent that asks its clients for one is only asked whether it refuses those without
   */
  readonly token?: ISecret;

  /**
   * Its key.
   *
   * @default "token"
   */
  readonly tokenKey?: string;

  /**
   * Time between two probes.
   *
   * @default - that of all agents
   */
  readonly interval?: Duration;

  /**
   * Time after which a probe has failed.
   *
   * @default - that of all agents
   */
  readonly timeout?: Duration;
}

/** What an agent must do for a probe of it to succeed. */
export class AgentProbing {
  /** It answers, and lists its tools. */
  public static answers(options: AgentProbingOptions = {}): AgentProbing {
    return new AgentProbing('answers', options);
  }

  /** It refuses a client that has no token; that it answers one is a failure, and an alert. */
  public static refuses(): AgentProbing {
    return new AgentProbing('unauthorized');
  }

  /** It is not probed. */
  public static none(): AgentProbing {
    return new AgentProbing();
  }

  private constructor(
    /** @internal */
    public readonly _expectation?: 'answers' | 'unauthorized',
    /** @internal */
    public readonly _options: AgentProbingOptions = {},
  ) {}

  /** @internal */
  public get _tokenKey(): string {
    return this._options.tokenKey ?? 'token';
  }

  /** @internal */
  public _check(scope: IConstruct, property: string): void {
    const { token, interval, timeout } = this._options;
    if (token) {
      checkReferences(scope, `${property}.token`, { secretKeyRef: { name: token.name, key: this._tokenKey } });
    }
    Object.entries({ interval, timeout }).forEach(([name, value]) => value && seconds(scope, `${property}.${name}`, value, 1));
  }
}
