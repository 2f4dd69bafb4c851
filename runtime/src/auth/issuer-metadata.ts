/** What an issuer says of itself, by RFC 8414 or OpenID Connect Discovery. */
export interface IssuerMetadata {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly [key: string]: unknown;
}

/** How long an issuer has for an answer, in milliseconds. */
const PATIENCE = 5_000;

/**
 * Finds an issuer's metadata where MCP's specification has clients look for it, in the same order.
 *
 * @throws Error with a sentence that names every place, where there is none
 */
export async function discoverIssuer(issuer: string): Promise<IssuerMetadata> {
  const failures: string[] = [];
  for (const url of placesOf(issuer)) {
    try {
      return checked(issuer, url, await fetchJson(url));
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  throw new Error(failures.join(' '));
}

/** A JSON document of the issuer. Redirects are not followed: what vouches for tokens comes from where it was said to be. */
export async function fetchJson(url: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
    throw new Error(`${url} does not answer (${cause?.code ?? cause?.message ?? message}).`);
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}.`);
  }
  try {
    return await response.json();
  } catch {
    throw new Error(`${url} answered with something that is no JSON.`);
  }
}

function placesOf(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const inserted = ['oauth-authorization-server', 'openid-configuration'].map((name) => `${origin}/.well-known/${name}${path}`);
  return path === '' ? inserted : [...inserted, `${origin}${path}/.well-known/openid-configuration`];
}

function checked(issuer: string, url: string, document: unknown): IssuerMetadata {
  const metadata = (document ?? {}) as Partial<IssuerMetadata>;
  if (metadata.issuer !== issuer) {
    throw new Error(`${url} names the issuer "${metadata.issuer}"; set MCP_OAUTH_ISSUER to exactly that, if it is the one you trust.`);
  }
  if (typeof metadata.jwks_uri !== 'string' || !URL.canParse(metadata.jwks_uri)) {
    throw new Error(`${url} names no jwks_uri, where the keys of its tokens would be.`);
  }
  if (new URL(issuer).protocol === 'https:' && new URL(metadata.jwks_uri).protocol !== 'https:') {
    throw new Error(`${url} names keys at ${metadata.jwks_uri}, which is not https.`);
  }
  return metadata as IssuerMetadata;
}
