import { McpErrorCode } from '../../src';
import { expectError } from '../support/errors';
import { agent } from '../support/synth';

test.each<Record<string, string>>([
  { 'acme.io/team': 'a' },
  { a: '' },
  { 'a.b_c-d': 'A_b.c-1' },
])('%j are labels', (labels) => {
  expect(() => agent({ labels, podLabels: labels, annotations: labels })).not.toThrow();
});

test.each<Record<string, string>>([
  { 'a b': 'c' },
  { '-a': 'c' },
  { 'a/b/c': 'd' },
  { 'UPPER.io/a': 'b' },
  { [`${'a'.repeat(64)}`]: 'b' },
  { a: 'b c' },
  { a: '-b' },
  { a: 'b'.repeat(64) },
  { a: 1 as any },
])('%j are none', (labels) => {
  expectError(() => agent({ labels }), McpErrorCode.LABEL_INVALID, 'labels');
  expectError(() => agent({ podLabels: labels }), McpErrorCode.LABEL_INVALID, 'podLabels');
});

test.each(['app.kubernetes.io/name', 'app.kubernetes.io/component', 'mcp/transport'])('%s is the library\'s to set', (key) => {
  expectError(() => agent({ labels: { [key]: 'other' } }), McpErrorCode.LABEL_INVALID, key, 'the property "name"');
});

test('an annotation is any text under a valid key', () => {
  expect(() => agent({ annotations: { 'acme.io/why': 'spaces, and more!' } })).not.toThrow();
  expectError(() => agent({ annotations: { 'a b': 'c' } }), McpErrorCode.LABEL_INVALID, 'annotations has the key "a b"');
  expectError(() => agent({ podAnnotations: { a: true as any } }), McpErrorCode.LABEL_INVALID, 'put numbers and booleans in quotes');
});
