import { Authentication, McpErrorCode, McpServer, NetworkAccess, OAuthOptions, Peer } from '../../src';
import { expectError } from '../support/errors';
import { agent, find, manifests, serverContainer } from '../support/synth';

const server = McpServer.runtime('ghcr.io/acme/weather:1.4.2');
const oauth = (options: Partial<OAuthOptions> = {}) => (
  Authentication.oauth({ issuer: 'https://login.acme.io', audience: 'weather', issuerPeer: Peer.internet(), ...options })
);

test('the runtime knows whose tokens pass', () => {
  const authentication = oauth({ resource: 'https://weather.acme.io/mcp', scopes: ['weather:read', 'weather:write'] });
  expect(serverContainer({ server, authentication }).env).toEqual(expect.arrayContaining([
    { name: 'MCP_OAUTH_ISSUER', value: 'https://login.acme.io' },
    { name: 'MCP_OAUTH_AUDIENCE', value: 'weather' },
    { name: 'MCP_OAUTH_RESOURCE', value: 'https://weather.acme.io/mcp' },
    { name: 'MCP_OAUTH_SCOPES', value: 'weather:read weather:write' },
  ]));
});

test('the policy lets it ask the issuer', () => {
  const authentication = oauth({ issuer: 'http://keycloak.login:8080/realms/acme', issuerPeer: Peer.namespace('login'), allowInsecureIssuer: true });
  const objects = manifests(agent({ server, authentication }));
  expect(find(objects, 'NetworkPolicy').spec.egress).toContainEqual({
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'login' } } }], ports: [{ port: 8080, protocol: 'TCP' }],
  });
  expect(find(objects, 'Deployment').spec.template.spec.containers[0].env)
    .toContainEqual({ name: 'MCP_DANGEROUSLY_ALLOW_INSECURE_ISSUER_URL', value: 'true' });
});

test('where the network is open nobody need say where the issuer is', () => {
  expect(() => agent({ server, authentication: oauth({ issuerPeer: undefined }), network: NetworkAccess.unrestricted() })).not.toThrow();
});

test.each<[string, Partial<OAuthOptions>, McpErrorCode, string]>([
  ['an issuer that is no URL', { issuer: 'login.acme.io' }, McpErrorCode.AUTHENTICATION_INVALID, 'authentication.issuer'],
  ['an issuer over plain http', { issuer: 'http://login.acme.io' }, McpErrorCode.AUTHENTICATION_INVALID, 'allowInsecureIssuer'],
  ['a resource that is no URL', { resource: '/mcp' }, McpErrorCode.AUTHENTICATION_INVALID, 'authentication.resource'],
  ['no audience', { audience: ' ' }, McpErrorCode.AUTHENTICATION_INVALID, 'authentication.audience'],
  ['two scopes in one', { scopes: ['a b'] }, McpErrorCode.AUTHENTICATION_INVALID, '"a b"'],
  ['an issuer that the policy would cut off', { issuerPeer: undefined }, McpErrorCode.NETWORK_INVALID, 'authentication.issuerPeer'],
  ['an issuer at no address', { issuerPeer: Peer.cidr('login') }, McpErrorCode.NETWORK_INVALID, '"login"'],
])('%s is refused', (_, options, code, part) => {
  expectError(() => agent({ server, authentication: oauth(options) }), code, part);
});

test('without the runtime nobody would ask for tokens', () => {
  const unable = McpServer.http('acme/weather:1', { port: 3000 });
  expectError(() => agent({ server: unable, authentication: oauth() }), McpErrorCode.RUNTIME_MISSING, 'authentication', 'McpProxy.sidecar()');
});
