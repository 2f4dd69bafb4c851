import { McpErrorCode, McpServer, ProtocolEra, Scaling, Sessions } from '../../src';
import { expectError } from '../support/errors';
import { agent, find, manifest, manifests, ofKind } from '../support/synth';

const modern = McpServer.http('acme/weather:1', { port: 3000, protocol: ProtocolEra.MODERN });

test('a server of the modern era alone is stateless, and scales', () => {
  const objects = manifests(agent({ server: modern }));
  expect(find(objects, 'HorizontalPodAutoscaler').spec).toMatchObject({ minReplicas: 2, maxReplicas: 10 });
  expect(find(objects, 'Deployment').metadata.labels['mcp/sessions']).toBe('stateless');
});

test('a stateless server scales from 2 to 10', () => {
  expect(manifest('HorizontalPodAutoscaler', { sessions: Sessions.stateless() }).spec).toMatchObject({ minReplicas: 2, maxReplicas: 10 });
});

test('sessions that a gateway routes let a server scale, and the Service says who routes them', () => {
  const objects = manifests(agent({ sessions: Sessions.routedBy('agentgateway') }));
  expect(find(objects, 'HorizontalPodAutoscaler').spec.minReplicas).toBe(2);
  expect(ofKind(objects, 'Service')[0].metadata.annotations).toEqual({ 'mcp/sessions-routed-by': 'agentgateway' });
});

test.each([
  ['fixed replicas', Scaling.fixed(2)],
  ['an autoscaler', Scaling.between(1, 2)],
])('sessions in memory and %s are refused', (_, scaling) => {
  expectError(() => agent({ scaling }), McpErrorCode.SESSIONS_UNROUTED, '2 replicas', 'Scaling.fixed(1)', 'Sessions.stateless()');
});

test('sessions in memory and one replica are fine', () => {
  expect(() => agent({ sessions: Sessions.inMemory(), scaling: Scaling.between(1, 1) })).not.toThrow();
});
