import { McpAgentDeployment, McpErrorCode } from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, SERVER } from '../support/synth';

const named = (id: string, name?: string) => new McpAgentDeployment(chartOf(), id, { server: SERVER, name });

test.each([
  ['weather', 'weather'],
  ['Weather_Station.2', 'weather-station-2'],
  ['2fast', 'fast'],
  ['a'.repeat(70), 'a'.repeat(54)],
  [`${'a'.repeat(53)}-b`, 'a'.repeat(53)],
])('the id %s gives the name %s', (id, name) => {
  expect(named(id).name).toBe(name);
});

test('a name that is given is kept, up to what fits with its longest suffix', () => {
  expect(named('agent', 'b'.repeat(54)).name).toBe('b'.repeat(54));
});

test.each(['Weather', '-weather', 'weather-', '2weather', 'wea.ther', '', 'a'.repeat(55)])('the name %j is refused', (name) => {
  expectError(() => named('agent', name), McpErrorCode.NAME_INVALID, `"${name}"`);
});

test('an id that leaves no name is refused', () => {
  expect(() => named('___')).toThrow(/the name "" is none .* as the construct's id or as its property "name"\. \[MCP_NAME_INVALID\]/);
});

test.each(['', 'UPPER', 'a.b', 'a'.repeat(64)])('the namespace %j is refused', (namespace) => {
  expectError(() => agent({ namespace }), McpErrorCode.NAME_INVALID, 'namespace');
});

test('the priority class and the service account are names', () => {
  expectError(() => agent({ priorityClassName: '' }), McpErrorCode.REFERENCE_EMPTY, 'priorityClassName names nothing');
  expectError(() => agent({ priorityClassName: 'A B' }), McpErrorCode.NAME_INVALID, 'priorityClassName is "A B"');
});
