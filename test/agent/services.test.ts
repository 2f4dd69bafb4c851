import { McpErrorCode } from '../../src';
import { expectError } from '../support/errors';
import { agent, manifests, MEASURED, ofKind } from '../support/synth';

const services = (props = {}) => ofKind(manifests(agent({ server: MEASURED, ...props })), 'Service');

test('clients reach MCP and nothing else', () => {
  const [clients] = services();
  expect(clients.metadata).toMatchObject({ name: 'weather', labels: { 'mcp/service': 'clients' } });
  expect(clients.spec.ports).toEqual([{ name: 'http-mcp', port: 80, targetPort: 3000, appProtocol: 'http' }]);
  expect(clients.spec).not.toHaveProperty('clusterIP');
});

test('the headless Service lists every pod, also one that is not ready or on its way out', () => {
  const [, headless] = services();
  expect(headless.metadata).toMatchObject({ name: 'weather-headless', labels: { 'mcp/service': 'headless' } });
  expect(headless.spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
  expect(headless.spec.ports.map(({ name, port }: any) => [name, port])).toEqual([['http-mcp', 3000], ['metrics', 9090]]);
});

test('both find the pods by the same labels', () => {
  const [clients, headless] = services();
  expect(clients.spec.selector).toEqual({ 'app.kubernetes.io/name': 'weather', 'app.kubernetes.io/component': 'mcp-server' });
  expect(headless.spec.selector).toEqual(clients.spec.selector);
});

test('the port of the Service can be chosen', () => {
  expect(services({ servicePort: 3000 })[0].spec.ports[0].port).toBe(3000);
  expectError(() => agent({ servicePort: 0 }), McpErrorCode.PORT_INVALID, 'servicePort is 0');
});
