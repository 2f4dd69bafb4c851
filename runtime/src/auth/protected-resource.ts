import { Authentication, AuthenticationReports } from './authentication.js';
import { bearerGuard } from './bearer-guard.js';
import { IssuerKeys, KeyTimes } from './issuer-keys.js';
import { metadataRoutes, metadataUrlOf } from './metadata-routes.js';
import { TokenVerifier } from './token-verifier.js';
import { Settings } from '../settings/settings.js';

/** What of the settings says how tokens are checked. */
export type ProtectedResourceSettings = Pick<Settings, 'path' | 'serverName'> & { readonly oauth: NonNullable<Settings['oauth']> };

/**
 * Makes the MCP port a protected resource as MCP's authorization specification has it.
 *
 * The SDKs' own means would do for their own servers; this stands before those of either SDK, and of none.
 */
export function protectedResource(
  { oauth, path, serverName }: ProtectedResourceSettings, { metrics, log }: AuthenticationReports, times?: KeyTimes,
): Authentication {
  const { issuer, audience, resource, scopes } = oauth;
  const keys = new IssuerKeys(issuer, (error) => {
    metrics.errors.of('oauth_issuer').value++;
    log.error(`The keys of the issuer ${issuer} can't be fetched; without them tokens can't be checked. ${error.message}`);
  }, times);
  const options = { resource, path, issuer, scopes, name: serverName, issuerMetadata: () => keys.metadata() };
  // Fetched before the first token comes, and no condition of the start: with its issuer away a server is as ready as it can be.
  keys.metadata().catch(() => {});
  return {
    guards: [bearerGuard({
      verifier: new TokenVerifier({ issuer, audience, keys }), scopes, metadataUrl: (request) => metadataUrlOf(options, request), log,
    })],
    routes: metadataRoutes(options),
  };
}
