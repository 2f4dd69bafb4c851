import { NodeLabelQuery, NodeTaintQuery, Topology } from 'cdk8s-plus-28';
import { McpAgentDeploymentProps, McpErrorCode, TopologySpread } from '../../src';
import { expectError } from '../support/errors';
import { agent, pod } from '../support/synth';

test('a pod goes to nodes with all the labels, and tolerates their taints', () => {
  const { affinity, tolerations } = pod({
    nodes: [NodeLabelQuery.is('pool', 'agents'), NodeLabelQuery.exists('acme.io/ssd')],
    tolerations: [NodeTaintQuery.is('pool', 'agents'), NodeTaintQuery.any()],
  });
  const [term] = affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  expect(term.matchExpressions).toEqual([{ key: 'pool', operator: 'In', values: ['agents'] }, { key: 'acme.io/ssd', operator: 'Exists' }]);
  expect(tolerations).toEqual([{ key: 'pool', operator: 'Equal', value: 'agents' }, { operator: 'Exists' }]);
});

test('a priority class is named', () => {
  expect(pod({ priorityClassName: 'agents' }).priorityClassName).toBe('agents');
});

test.each<[string, Partial<McpAgentDeploymentProps>]>([
  ['nodes[0]', { nodes: [NodeLabelQuery.is('', 'agents')] }],
  ['tolerations[1]', { tolerations: [NodeTaintQuery.any(), NodeTaintQuery.exists('a b')] }],
  ['topologySpread', { topologySpread: TopologySpread.required(Topology.custom('a/b/c')) }],
])('%s must have a valid key', (property, props) => {
  expectError(() => agent(props), McpErrorCode.LABEL_INVALID, property);
});

test('a port of a container beside the server is a port', () => {
  expectError(() => agent({ sidecars: [{ name: 'cache', image: 'redis:7', ports: [{ number: 70000 }] }] }), McpErrorCode.PORT_INVALID, 'container cache');
});
