import { IConstruct } from 'constructs';
import { VARIABLES } from './contract';
import { checkNeededPeer, EgressRule } from '../agent/network-access';
import { Peer } from '../agent/peer';
import { fail, McpErrorCode } from '../validation/failure';
import { isHttpUrl, portOf } from '../validation/values';

/** Whose tokens are taken, and which. */
export interface OAuthOptions {
  /** The issuer, as tokens name it in `iss`: "https://login.acme.io". Its metadata say where its keys are. */
  readonly issuer: string;

  /** What tokens must name in `aud`, so that those for other services do not pass. */
  readonly audience: string;

  /**
   * The MCP endpoint's URL as clients know it, such as "https://weather.acme.io/mcp".
   *
   * @default - the URL that the request was sent to
   */
  readonly resource?: string;

  /**
   * Scopes that tokens must have, all of them.
   *
   * @default - none
   */
  readonly scopes?: string[];

  /**
   * Where the issuer is on the network: the runtime asks it for its keys. Needed where the network is restricted, as it
   * is when nothing is said; `Peer.internet()` for a public one.
   *
   * @default - nowhere that a restricted network lets it reach
   */
  readonly issuerPeer?: Peer;

  /**
   * Whether the issuer's URL may be plain http, since something else protects the way to it, such as a mesh.
   *
   * @default false
   */
  readonly allowInsecureIssuer?: boolean;
}

/** Who may call an agent, by what they prove of themselves. The runtime asks; a server without it has to ask by itself. */
export class Authentication {
  /** Whoever the network lets through. */
  public static none(): Authentication {
    return new Authentication();
  }

  /**
   * Whoever has a token of an OAuth 2.1 issuer, as MCP specifies it: requests without one get 401, and learn from
   * `/.well-known/oauth-protected-resource` where to get it.
   */
  public static oauth(options: OAuthOptions): Authentication {
    return new Authentication(options);
  }

  private constructor(private readonly options?: OAuthOptions) {}

  /** @internal */
  public get _isRequired(): boolean {
    return this.options !== undefined;
  }

  /** @internal */
  public get _variables(): Record<string, string | undefined> {
    return {
      [VARIABLES.MCP_OAUTH_ISSUER]: this.options?.issuer,
      [VARIABLES.MCP_OAUTH_AUDIENCE]: this.options?.audience,
      [VARIABLES.MCP_OAUTH_RESOURCE]: this.options?.resource,
      [VARIABLES.MCP_OAUTH_SCOPES]: this.options?.scopes?.join(' '),
      [VARIABLES.MCP_DANGEROUSLY_ALLOW_INSECURE_ISSUER_URL]: this.options?.allowInsecureIssuer ? 'true' : undefined,
    };
  }

  /** @internal */
  public get _egress(): EgressRule[] {
    return this.options?.issuerPeer ? [{ to: this.options.issuerPeer, ports: [portOf(this.options.issuer)] }] : [];
  }

  /** @internal */
  public _check(scope: IConstruct, isNetworkRestricted: boolean): void {
    if (!this.options) {
      return;
    }
    const { issuer, audience, resource, scopes = [], issuerPeer, allowInsecureIssuer } = this.options;
    checkUrl(scope, 'issuer', issuer);
    if (new URL(issuer).protocol === 'http:' && !allowInsecureIssuer) {
      fail(scope, McpErrorCode.AUTHENTICATION_INVALID,
        `authentication.issuer is "${issuer}", and over plain http anybody on the way could give keys of their own. `
        + 'Use https, or allowInsecureIssuer: true where something else protects the way, such as a mesh.');
    }
    checkNeededPeer(scope, isNetworkRestricted, issuerPeer, 'authentication.issuerPeer', `tokens are checked by the keys of "${issuer}"`);
    if (resource !== undefined) {
      checkUrl(scope, 'resource', resource);
    }
    if (typeof audience !== 'string' || audience.trim() === '') {
      fail(scope, McpErrorCode.AUTHENTICATION_INVALID,
        'authentication.audience is empty, so tokens that the issuer gave out for other services would pass. Name what tokens for this agent have as "aud".');
    }
    for (const each of scopes) {
      // RFC 6749, 3.3: a scope is printable ASCII without space, quotation mark and backslash.
      if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(each)) {
        fail(scope, McpErrorCode.AUTHENTICATION_INVALID, `authentication.scopes has "${each}", which is no scope. Name one scope each, without spaces.`);
      }
    }
  }
}

function checkUrl(scope: IConstruct, property: string, url: string): void {
  if (!isHttpUrl(url)) {
    fail(scope, McpErrorCode.AUTHENTICATION_INVALID, `authentication.${property} is "${url}", which is no URL. Use one such as "https://login.acme.io".`);
  }
}
