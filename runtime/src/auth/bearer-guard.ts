import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuthInfo, IssuerUnavailable, Refusal } from './auth-info.js';
import { TokenVerifier } from './token-verifier.js';
import { Guard } from '../http/guard.js';
import { Log } from '../logging/log.js';

export interface BearerGuardOptions {
  readonly verifier: Pick<TokenVerifier, 'verify'>;
  /** Scopes that every token must have. */
  readonly scopes: readonly string[];
  /** Where the metadata of this resource are, as the client of a request reaches them. */
  readonly metadataUrl: (request: IncomingMessage) => string;
  readonly log: Log;
}

/** After how many seconds a client may try again while the issuer is away. */
const RETRY_AFTER = '30';

/**
 * Lets requests pass that carry a good token, and tells the server whose it is.
 *
 * Status, challenge and body are those of the SDKs' own `requireBearerAuth`: clients are made for them.
 */
export function bearerGuard(options: BearerGuardOptions): Guard {
  return async (request, response) => {
    if (request.method === 'OPTIONS') {
      return true; // browsers ask beforehand, without a token; the answer tells nothing and does nothing
    }
    try {
      request.auth = await authenticate(request, options) as never;
      return true;
    } catch (error) {
      refuse(error, request, response, options);
      return false;
    }
  };
}

async function authenticate({ headers }: IncomingMessage, { verifier, scopes }: BearerGuardOptions): Promise<AuthInfo> {
  const given = headers.authorization;
  if (!given) {
    throw new Refusal('invalid_token', 'Missing Authorization header');
  }
  const [, token] = /^bearer +(\S+) *$/i.exec(given) ?? [];
  if (token === undefined) {
    throw new Refusal('invalid_token', "Invalid Authorization header format, expected 'Bearer TOKEN'");
  }
  const auth = await verifier.verify(token);
  if (!scopes.every((scope) => auth.scopes.includes(scope))) {
    throw new Refusal('insufficient_scope', 'Insufficient scope');
  }
  return auth;
}

function refuse(
  error: unknown, request: IncomingMessage, response: ServerResponse, { scopes, metadataUrl, log }: BearerGuardOptions,
): void {
  if (error instanceof IssuerUnavailable) {
    answer(response, 503, 'temporarily_unavailable', 'Tokens cannot be checked now, since their issuer does not answer', { 'retry-after': RETRY_AFTER });
  } else if (error instanceof Refusal) {
    const { code, message, status } = error;
    log.debug('a token was refused', { code, reason: message });
    const challenge = [
      `error="${code}"`,
      `error_description="${message}"`,
      ...scopes.length > 0 ? [`scope="${scopes.join(' ')}"`] : [],
      `resource_metadata="${metadataUrl(request)}"`,
    ];
    answer(response, status, code, message, { 'www-authenticate': `Bearer ${challenge.join(', ')}` });
  } else {
    throw error;
  }
}

function answer(response: ServerResponse, status: number, code: string, message: string, headers: Record<string, string>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error: code, error_description: message }));
}
