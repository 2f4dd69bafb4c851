import { ApiObject, JsonPatch } from 'cdk8s';
import { ClusterApi, McpAgentDeployment, McpErrorCode, McpServer, Sessions, TargetCluster } from '../../src';
import { everythingSaid } from '../support/agents';
import { expectError } from '../support/errors';
import { agent, chartOf, find, manifest, manifests, MEASURED, ofKind, SERVER } from '../support/synth';

describe('an agent of which only the server is said', () => {
  const objects = manifests(agent());

  test('is what it was', () => {
    expect(objects).toMatchSnapshot();
  });

  test('becomes these objects and no others', () => {
    expect(objects.map(({ kind }) => kind)).toEqual([
      'ServiceAccount', 'Deployment', 'Service', 'Service', 'VerticalPodAutoscaler', 'PodDisruptionBudget', 'NetworkPolicy',
    ]);
  });

  test('has one replica and no autoscaler, since nothing routes its sessions', () => {
    expect(find(objects, 'Deployment').spec.replicas).toBe(1);
    expect(ofKind(objects, 'HorizontalPodAutoscaler')).toEqual([]);
  });

  test('says on each object and pod what it is', () => {
    for (const { metadata } of [...objects, find(objects, 'Deployment').spec.template]) {
      expect(metadata.labels).toMatchObject({
        'app.kubernetes.io/name': 'weather',
        'app.kubernetes.io/component': 'mcp-server',
        'app.kubernetes.io/part-of': 'mcp',
        'app.kubernetes.io/managed-by': 'cdk8s-mcp',
        'app.kubernetes.io/version': '1.4.2',
        'mcp/protocol-era': 'legacy',
        'mcp/transport': 'streamable-http',
      });
    }
  });
});

describe('an agent of which everything is said', () => {
  const chart = chartOf('agents');
  const everything = everythingSaid(chart);
  const objects = manifests(chart);

  test('is what it was', () => {
    expect(objects).toMatchSnapshot();
  });

  test('offers each object as a property', () => {
    expect(ApiObject.of(everything.deployment).kind).toBe('Deployment');
    expect(ApiObject.of(everything.service).name).toBe('forecast');
    expect(ApiObject.of(everything.headlessService).name).toBe('forecast-headless');
    expect(ApiObject.of(everything.autoscaler!).kind).toBe('HorizontalPodAutoscaler');
    expect(everything.verticalAutoscaler?.kind).toBe('VerticalPodAutoscaler');
    expect(everything.disruptionBudget?.kind).toBe('PodDisruptionBudget');
    expect(everything.networkPolicy?.kind).toBe('NetworkPolicy');
    expect(everything.serviceMonitor?.kind).toBe('ServiceMonitor');
    expect(everything.serviceAccount.name).toBe('forecaster');
  });

  test('has the address by which clients in the cluster reach it', () => {
    expect(everything.url).toBe('http://forecast.agents.svc:8000/');
    expect(agent().url).toBe('http://weather/mcp');
  });

  test('takes every image from the mirror', () => {
    const { containers, initContainers } = find(objects, 'Deployment').spec.template.spec;
    expect([...containers, ...initContainers].map(({ image }) => image.replace(/a{10,}/, '...'))).toEqual([
      'mirror.acme.io/all/acme/weather@sha256:...', 'mirror.acme.io/all/acme/migrate:2', 'mirror.acme.io/all/library/redis:7.2',
    ]);
  });

  test('leaves the number of replicas to its autoscaler', () => {
    expect(find(objects, 'Deployment').spec).not.toHaveProperty('replicas');
  });

  test('makes no ServiceAccount where one is given', () => {
    expect(ofKind(objects, 'ServiceAccount')).toEqual([]);
    expect(find(objects, 'Deployment').spec.template.spec.serviceAccountName).toBe('forecaster');
  });
});

describe('the Deployment', () => {
  test('replaces pods one by one and never has fewer than wanted', () => {
    expect(manifest('Deployment').spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
  });

  test('finds its pods by labels that never change', () => {
    const selector = manifest('Deployment').spec.selector.matchLabels;
    const other = manifest('Deployment', { server: McpServer.http('ghcr.io/acme/weather:2.0.0', { port: 3001 }), sessions: Sessions.stateless(), labels: { team: 'a' } });
    expect(other.spec.selector.matchLabels).toEqual(selector);
    expect(selector).toEqual({ 'app.kubernetes.io/name': 'weather', 'app.kubernetes.io/component': 'mcp-server' });
  });

  test('mounts no token', () => {
    expect(manifest('Deployment').spec.template.spec.automountServiceAccountToken).toBe(false);
    expect(manifest('ServiceAccount').automountServiceAccountToken).toBe(false);
  });
});

describe('what the cluster lacks', () => {
  test('is not written', () => {
    const cluster = TargetCluster.of({ without: [ClusterApi.PROMETHEUS_OPERATOR, ClusterApi.VERTICAL_POD_AUTOSCALER] });
    const kinds = manifests(agent({ cluster, server: MEASURED })).map(({ kind }) => kind);
    expect(kinds).not.toContain('ServiceMonitor');
    expect(kinds).not.toContain('VerticalPodAutoscaler');
  });
});

describe('names', () => {
  test('two agents of one name meet in an error that names both', () => {
    const chart = chartOf('agents');
    agent({}, chart);
    expectError(() => new McpAgentDeployment(chart, 'other', { server: SERVER, name: 'weather' }), McpErrorCode.NAME_COLLISION, 'test/other', 'test/weather', 'agents');
  });

  test('ids that are the same once cut at 63 characters meet too', () => {
    const chart = chartOf();
    const id = 'a'.repeat(60);
    new McpAgentDeployment(chart, `${id}-one`, { server: SERVER });
    expectError(() => new McpAgentDeployment(chart, `${id}-two`, { server: SERVER }), McpErrorCode.NAME_COLLISION, '63');
  });

  test('an agent does not take the name of another one\'s headless Service', () => {
    const chart = chartOf();
    agent({}, chart);
    expectError(() => new McpAgentDeployment(chart, 'weather-headless', { server: SERVER }), McpErrorCode.NAME_COLLISION, 'Service');
  });

  test('one name serves in two namespaces', () => {
    const chart = chartOf();
    agent({ namespace: 'one' }, chart);
    expect(() => new McpAgentDeployment(chart, 'weather-two', { server: SERVER, name: 'weather', namespace: 'two' })).not.toThrow();
  });
});

test('an agent without a server is refused', () => {
  expectError(() => agent({ server: undefined as any }), McpErrorCode.SERVER_MISSING, 'McpServer.http(');
});

test('a patch reaches fields that are newer than the library', () => {
  const patched = agent();
  ApiObject.of(patched.deployment).addJsonPatch(JsonPatch.add('/spec/template/spec/fieldOfTheFuture', { on: true }));
  expect(find(manifests(patched), 'Deployment').spec.template.spec.fieldOfTheFuture).toEqual({ on: true });
});
