import { cutter, open } from '../../crds/cut';

test.each([
  ['spec.containers', 'spec.containers', true],
  ['spec.containers', 'spec.containers.image', false],
  ['spec.containers', 'spec.initContainers', false],
  ['spec.containers', 'other.spec.containers', false],
  ['spec.*.items', 'spec.storage.items', true],
  ['spec.*.items', 'spec.items', false],
  ['spec.*', 'spec.storage.items', false],
  ['**.oauth2', 'oauth2', true],
  ['**.oauth2', 'spec.endpoints.oauth2', true],
  ['**.oauth2', 'spec.endpoints.notoauth2', false],
])('%s matches %s: %s', (pattern, path, matches) => {
  expect(cutter([pattern])(path)).toBe(matches);
});

test('nothing is cut without patterns', () => {
  expect(cutter([])('spec')).toBe(false);
});

test('an open object keeps its description and takes anything', () => {
  expect(open({ type: 'object', description: 'Pods.', properties: { a: {} }, required: ['a'] }))
    .toEqual({ 'description': 'Pods.', 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true });
});

test('an open list stays a list', () => {
  expect(open({ type: 'array', items: { type: 'object', properties: { a: {} } } }))
    .toEqual({ type: 'array', items: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } });
});
