import { Duration } from 'cdk8s';
import { LifecycleProps, McpAgentDeploymentProps, McpErrorCode, McpServer } from '../../src';
import { expectError } from '../support/errors';
import { agent, pod } from '../support/synth';

const endOf = (props: Partial<McpAgentDeploymentProps> = {}) => {
  const { containers, terminationGracePeriodSeconds } = pod(props);
  return { preStop: containers[0].lifecycle.preStop, grace: terminationGracePeriodSeconds };
};

test('a pod that leaves sleeps without a shell, then has time for the longest call and 5 s more', () => {
  expect(endOf()).toEqual({ preStop: { sleep: { seconds: 5 } }, grace: 70 });
});

test('the grace follows from what is said', () => {
  expect(endOf({ longestToolCall: Duration.minutes(10), preStopDelay: Duration.seconds(8) }))
    .toEqual({ preStop: { sleep: { seconds: 8 } }, grace: 613 });
});

test('the runtime drains before the server is asked to end', () => {
  const { preStop, grace } = endOf({ server: McpServer.runtime('acme/weather:1') });
  expect({ preStop, grace }).toEqual({ preStop: { httpGet: { path: '/drain', port: 9465 } }, grace: 70 });
});

test.each<[string, LifecycleProps]>([
  ['preStopDelay', { preStopDelay: Duration.minutes(11) }],
  ['longestToolCall', { longestToolCall: Duration.days(2) }],
])('%s is no longer than the runtime waits', (property, props) => {
  expect(() => agent(props)).not.toThrow();
  expectError(() => agent({ server: McpServer.runtime('acme/weather:1'), ...props }), McpErrorCode.DURATION_INVALID, property);
});

test('a longer grace is kept', () => {
  expect(endOf({ terminationGracePeriod: Duration.seconds(71) }).grace).toBe(71);
});

test('a grace that would cut a call is refused, with the least that would do', () => {
  expectError(() => agent({ terminationGracePeriod: Duration.seconds(69) }), McpErrorCode.GRACE_TOO_SHORT, '69 s', 'Duration.seconds(70)');
});

test.each<[string, LifecycleProps]>([
  ['longestToolCall', { longestToolCall: Duration.seconds(0) }],
  ['longestToolCall', { longestToolCall: Duration.millis(1500) }],
  ['preStopDelay', { preStopDelay: Duration.seconds(0) }],
  ['terminationGracePeriod', { terminationGracePeriod: Duration.seconds(Number.NaN) }],
])('%s must be whole seconds: %#', (property, props) => {
  expectError(() => agent(props), McpErrorCode.DURATION_INVALID, property);
});
