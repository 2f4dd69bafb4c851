import { join } from 'node:path';
import { agentSettings, manifestsOf } from '../../../tools/simulation/manifests';

const MANIFESTS = manifestsOf(join(__dirname, 'agent.yaml'));
const [deployment, scaledObject, monitor] = MANIFESTS;

/** The same agent with an autoscaler of its own. */
const plain = (spec: object) => [
  deployment, { kind: 'HorizontalPodAutoscaler', metadata: { name: 'weather' }, spec: { scaleTargetRef: { kind: 'Deployment', name: 'weather' }, maxReplicas: 10, ...spec } },
];
const trigger = (changes: object) => {
  const [first] = scaledObject.spec.triggers;
  return [deployment, { ...scaledObject, spec: { ...scaledObject.spec, triggers: [{ ...first, ...changes }] } }];
};
const asking = (query: string) => trigger({ metadata: { ...scaledObject.spec.triggers[0].metadata, query } });

test('of a ScaledObject and its Deployment all is read that counts', () => {
  expect(agentSettings(MANIFESTS)).toEqual({
    name: 'weather',
    autoscaler: {
      minReplicas: 2,
      maxReplicas: 20,
      metrics: [{ kind: 'external', name: 's0-prometheus', perReplica: 10 }, { kind: 'utilization', name: 'cpu', resource: 'cpu', percent: 70 }],
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }, { type: 'Pods', value: 4, periodSeconds: 15 }],
        tolerance: 0.1,
      },
      scaleDown: { stabilizationWindowSeconds: 300, selectPolicy: 'Max', policies: [{ type: 'Percent', value: 25, periodSeconds: 60 }], tolerance: 0.1 },
      isPlain: false,
    },
    queries: [{ name: 's0-prometheus', counts: 'calls', windowSeconds: 0, ruleSeconds: 0 }],
    fallback: { replicas: 2, behavior: 'currentReplicasIfHigher', failureThreshold: 3 },
    scrapeSeconds: 5,
    pod: { cpuRequest: 0.25, quietSeconds: 5, drainSeconds: 65, hasStore: false, probeDelaySeconds: 0, probePeriodSeconds: 1 },
  });
});

test('of a HorizontalPodAutoscaler, with what the API server fills in', () => {
  const { autoscaler, queries } = agentSettings(plain({
    metrics: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'server', target: { type: 'Utilization', averageUtilization: 60 } } }],
    behavior: { scaleDown: { stabilizationWindowSeconds: 60, tolerance: '200m' } },
  }));
  expect(autoscaler).toMatchObject({
    minReplicas: 1,
    maxReplicas: 10,
    metrics: [{ kind: 'utilization', percent: 60 }],
    isPlain: false,
    scaleUp: { policies: [{ type: 'Pods', value: 4 }, { type: 'Percent', value: 100 }] },
    scaleDown: { stabilizationWindowSeconds: 60, policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }], tolerance: 0.2 },
  });
  expect(queries).toEqual([]);
  expect(agentSettings(plain({})).autoscaler).toMatchObject({
    isPlain: true, metrics: [{ resource: 'cpu', percent: 80 }], scaleDown: { stabilizationWindowSeconds: 300 },
  });
});

test.each([
  ['sum(mcp_server_sessions_active{agent="a"})', { counts: 'sessions', windowSeconds: 0, ruleSeconds: 0 }],
  ['sum(mcp_server_streams_active{agent="a"})', { counts: 'streams', windowSeconds: 0, ruleSeconds: 0 }],
  ['sum(rate(mcp_server_operation_duration_seconds_count{agent="a"}[1m30s]))', { counts: 'callsPerSecond', windowSeconds: 90, ruleSeconds: 0 }],
  ['agent:mcp_operations_in_flight:sum{agent="a"}', { counts: 'calls', windowSeconds: 0, ruleSeconds: 30 }],
  ['agent:mcp_operations:rate5m{agent="a"}', { counts: 'callsPerSecond', windowSeconds: 300, ruleSeconds: 30 }],
])('the query %s is understood', (query, expected) => {
  expect(agentSettings(asking(query)).queries).toEqual([{ name: 's0-prometheus', ...expected }]);
});

test('a server without the runtime has until its grace, and a store keeps sessions', () => {
  const server = { name: 'server', resources: { requests: { cpu: 1 } }, lifecycle: { preStop: { sleep: { seconds: 8 } } }, env: [{ name: 'REDIS_URL' }] };
  const template = { metadata: {}, spec: { terminationGracePeriodSeconds: 40, containers: [server] } };
  const [, autoscaler] = plain({});
  const { pod, scrapeSeconds } = agentSettings([{ ...deployment, spec: { ...deployment.spec, template } }, autoscaler]);
  expect(pod).toEqual({ cpuRequest: 1, quietSeconds: 8, drainSeconds: 40, hasStore: true, probeDelaySeconds: 0, probePeriodSeconds: 10 });
  expect(scrapeSeconds).toBe(30);
});

describe('what can\'t be simulated is said', () => {
  const other = { ...scaledObject, spec: { ...scaledObject.spec, scaleTargetRef: { name: 'other' } } };

  test.each<[string, Record<string, any>[], string | undefined, string]>([
    ['nothing that scales', [deployment, monitor], undefined, 'there is no HorizontalPodAutoscaler or ScaledObject'],
    ['an agent that is not there', MANIFESTS, 'whether', 'there is no HorizontalPodAutoscaler or ScaledObject of "whether"'],
    ['several agents', [...MANIFESTS, other], undefined, 'several agents are scaled: weather, other. Choose one by --agent.'],
    ['no Deployment', [scaledObject], undefined, 'the Deployment "weather" is not among the manifests'],
    ['a query of something else', asking('sum(rabbitmq_queue_messages)'), undefined, 'does not know what this query counts: sum(rabbitmq_queue_messages)'],
    ['a trigger of another type', trigger({ type: 'cron' }), undefined, 'a trigger of type cron, AverageValue, that the simulation does not know'],
    ['a metric of another type', plain({ metrics: [{ type: 'Object', object: {} }] }), undefined, 'a metric of type Object that the simulation does not know'],
  ])('%s', (_, manifests, agent, sentence) => {
    expect(() => agentSettings(manifests, agent)).toThrow(sentence);
  });
});
