import { HealthCheck, McpErrorCode, McpServer } from '../../src';
import { expectError } from '../support/errors';
import { agent, serverContainer } from '../support/synth';

const probesOf = (health?: HealthCheck) => {
  const { startupProbe, readinessProbe, livenessProbe } = serverContainer({ server: McpServer.http('acme/weather:1', { port: 3000, health }) });
  return { startupProbe, readinessProbe, livenessProbe };
};

test('nothing said, the MCP port is asked whether it accepts connections', () => {
  for (const probe of Object.values(probesOf())) {
    expect(probe.tcpSocket).toEqual({ port: 3000 });
    expect(probe).not.toHaveProperty('httpGet');
  }
});

test('an HTTP health check has a port and a readiness path of its own', () => {
  const probes = probesOf(HealthCheck.http('/livez', { port: 8080, readinessPath: '/readyz' }));
  expect(probes.startupProbe.httpGet).toMatchObject({ port: 8080, path: '/livez' });
  expect(probes.livenessProbe.httpGet).toMatchObject({ port: 8080, path: '/livez' });
  expect(probes.readinessProbe.httpGet).toMatchObject({ port: 8080, path: '/readyz' });
});

test('a pod leaves the Service long before it is restarted', () => {
  const { readinessProbe, livenessProbe } = probesOf();
  const patience = ({ periodSeconds, failureThreshold }: any) => periodSeconds * failureThreshold;
  expect(patience(readinessProbe)).toBe(10);
  expect(patience(livenessProbe)).toBe(60);
});

test('a server has two minutes to start', () => {
  const { periodSeconds, failureThreshold } = probesOf().startupProbe;
  expect(periodSeconds * failureThreshold).toBe(120);
});

test.each([
  ['the MCP path on the MCP port', HealthCheck.http('/mcp'), McpErrorCode.HEALTH_ON_MCP_PATH, 'HealthCheck.tcp()'],
  ['the MCP path for readiness alone', HealthCheck.http('/livez', { readinessPath: '/mcp' }), McpErrorCode.HEALTH_ON_MCP_PATH, '405'],
  ['no path', HealthCheck.http('livez'), McpErrorCode.PATH_INVALID, '"livez"'],
  ['no port', HealthCheck.tcp({ port: 0 }), McpErrorCode.PORT_INVALID, 'server.health.port is 0'],
])('%s is refused', (_, health, code, part) => {
  expectError(() => agent({ server: McpServer.http('acme/weather:1', { port: 3000, health }) }), code, part);
});

test('the MCP path on another port is a health path like any other', () => {
  expect(() => probesOf(HealthCheck.http('/mcp', { port: 8080 }))).not.toThrow();
});
