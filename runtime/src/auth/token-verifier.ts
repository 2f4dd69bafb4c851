import { errors, jwtVerify, type JWTPayload } from 'jose';
import { AuthInfo, Refusal } from './auth-info.js';
import { IssuerKeys } from './issuer-keys.js';

export interface TokenVerifierOptions {
  readonly issuer: string;
  /** What tokens must be for. */
  readonly audience: string;
  readonly keys: Pick<IssuerKeys, 'key'>;
}

/**
 * The algorithms that are taken: asymmetric ones. By a symmetric one whoever can check a token could write it, and an
 * attacker could have a public key taken for a shared secret.
 */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

/** Types of JWT that are access tokens: RFC 9068's, and what issuers wrote before it. */
const TYPES = new Set(['at+jwt', 'application/at+jwt', 'jwt']);

/** How far the clocks of the issuer and of this node may be apart, in seconds. */
const CLOCK_TOLERANCE = 5;

/** Checks access tokens that are JWTs: who signed them, for whom, and until when. */
export class TokenVerifier {
  private readonly audience: string[];

  public constructor(private readonly options: TokenVerifierOptions) {
    this.audience = spellingsOf(options.audience);
  }

  /**
   * @throws Refusal where the token is not good
   * @throws IssuerUnavailable where that can't be told
   */
  public async verify(token: string): Promise<AuthInfo> {
    const { issuer, keys } = this.options;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys.key, {
        issuer, audience: this.audience, algorithms: ALGORITHMS, requiredClaims: ['exp'], clockTolerance: CLOCK_TOLERANCE,
      });
      if (protectedHeader.typ !== undefined && !TYPES.has(protectedHeader.typ.toLowerCase())) {
        throw new Refusal('invalid_token', 'Token is not an access token');
      }
      return this.authInfoOf(token, payload);
    } catch (error) {
      throw error instanceof errors.JOSEError ? new Refusal('invalid_token', sentenceOf(error)) : error;
    }
  }

  private authInfoOf(token: string, claims: JWTPayload): AuthInfo {
    const clientId = [claims.client_id, claims.azp, claims.cid, claims.sub].find((id) => typeof id === 'string' && id !== '');
    if (clientId === undefined) {
      // Sessions belong to whoever opened them, so somebody must have.
      throw new Refusal('invalid_token', 'Token names neither a subject nor a client');
    }
    const { audience } = this.options;
    return {
      token,
      clientId: clientId as string,
      scopes: scopesOf(claims),
      expiresAt: claims.exp!,
      ...URL.canParse(audience) ? { resource: new URL(audience) } : {},
      extra: claims,
    };
  }
}

/** A URL with and without its last slash: issuers and clients don't agree on it, and the SDKs' own check does not look at it. */
function spellingsOf(audience: string): string[] {
  return URL.canParse(audience) ? [audience.replace(/\/$/, ''), `${audience.replace(/\/$/, '')}/`] : [audience];
}

/** `scope` is RFC 9068's; Okta and Entra write `scp`, as a list or as one text. */
function scopesOf({ scope, scp }: JWTPayload): string[] {
  const given = scope ?? scp;
  return Array.isArray(given) ? given.filter((one) => typeof one === 'string') : typeof given === 'string' ? given.split(' ').filter(Boolean) : [];
}

const CLAIMS: Readonly<Record<string, string>> = {
  aud: 'Token was not issued for this resource',
  iss: 'Token is of another issuer',
  nbf: 'Token is not valid yet',
  exp: 'Token has no expiration time',
};

function sentenceOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) {
    return 'Token has expired';
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return CLAIMS[error.claim] ?? 'Token has a claim that makes no sense';
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return 'Token is signed by an algorithm that is not allowed';
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed) {
    return 'Token is not signed by the issuer';
  }
  return 'Token is no JWT that can be read';
}
