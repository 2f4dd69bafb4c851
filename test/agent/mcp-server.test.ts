import { HealthCheck, HttpServerOptions, McpErrorCode, McpServer, ProtocolEra } from '../../src';
import { expectError } from '../support/errors';
import { agent, manifest, serverContainer } from '../support/synth';

const http = (options: Partial<HttpServerOptions> = {}, image = 'ghcr.io/acme/weather:1.4.2') => McpServer.http(image, { port: 3000, ...options });

test('a port that serves two things is declared once', () => {
  const server = http({ metrics: { port: 8080 }, health: HealthCheck.http('/livez', { port: 8080 }) });
  expect(serverContainer({ server }).ports).toEqual([{ containerPort: 3000, name: 'http-mcp' }, { containerPort: 8080, name: 'metrics' }]);
});

test('the command and its arguments replace the image\'s', () => {
  expect(serverContainer({ server: http({ command: ['node'], args: ['--enable-source-maps', 'server.js'] }) }))
    .toMatchObject({ command: ['node'], args: ['--enable-source-maps', 'server.js'] });
  expect(serverContainer()).not.toHaveProperty('command');
});

test('the era of the protocol is a label', () => {
  expect(manifest('Deployment', { server: http({ protocol: ProtocolEra.MODERN }) }).spec.template.metadata.labels['mcp/protocol-era']).toBe('modern');
});

test('an image by digest alone has no version to label', () => {
  const server = http({}, `ghcr.io/acme/weather@sha256:${'0'.repeat(64)}`);
  expect(manifest('Deployment', { server }).metadata.labels).not.toHaveProperty(['app.kubernetes.io/version']);
});

test('a tag that is no label is made one', () => {
  const server = http({}, `ghcr.io/acme/weather:1.4.2-${'x'.repeat(80)}`);
  expect(manifest('Deployment', { server }).metadata.labels['app.kubernetes.io/version']).toHaveLength(63);
});

test.each<[string, McpServer, McpErrorCode, string]>([
  ['a port that is none', http({ port: 70000 }), McpErrorCode.PORT_INVALID, 'server.port is 70000'],
  ['a port that is no number', http({ port: Number.NaN }), McpErrorCode.PORT_INVALID, 'NaN'],
  ['a path that is none', http({ path: 'mcp' }), McpErrorCode.PATH_INVALID, 'server.path is "mcp"'],
  ['metrics on the MCP port', http({ metrics: { port: 3000 } }), McpErrorCode.PORT_INVALID, 'a port of their own'],
  ['metrics on no port', http({ metrics: { port: -1 } }), McpErrorCode.PORT_INVALID, 'server.metrics.port is -1'],
  ['metrics on no path', http({ metrics: { port: 9090, path: '' } }), McpErrorCode.PATH_INVALID, 'server.metrics.path'],
  ['an image that changes', http({}, 'ghcr.io/acme/weather:latest'), McpErrorCode.IMAGE_LATEST, '"ghcr.io/acme/weather:1.4.2"'],
])('%s is refused', (_, server, code, part) => {
  expectError(() => agent({ server }), code, part);
});
