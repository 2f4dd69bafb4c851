/** Who a request is from, as both SDKs hand it to handlers: v1 as `extra.authInfo`, v2 as `ctx.http.authInfo`. */
export interface AuthInfo {
  /** The token itself: a server may need it to act in its caller's name. It is never logged. */
  readonly token: string;
  readonly clientId: string;
  readonly scopes: string[];
  /** In seconds since 1970. */
  readonly expiresAt: number;
  /** What the token was issued for, where that is a URL. */
  readonly resource?: URL;
  /** The token's claims; `sub` is whom sessions belong to. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A token that is not taken, or none at all: OAuth's name for it, and what is wrong. */
export class Refusal extends Error {
  /** @param message without quotes, since it goes into a quoted string of a header */
  public constructor(public readonly code: 'invalid_token' | 'insufficient_scope', message: string) {
    super(message);
  }

  /** The HTTP status that goes with the code. */
  public get status(): 401 | 403 {
    return this.code === 'invalid_token' ? 401 : 403;
  }
}

/** Nobody's token can be checked now, since the issuer does not give its keys. */
export class IssuerUnavailable extends Error {}
