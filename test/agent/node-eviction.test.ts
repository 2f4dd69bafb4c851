import { NodeEviction, Sessions } from '../../src';
import { manifest } from '../support/synth';

const annotations = (props: Parameters<typeof manifest>[1]) => manifest('Deployment', props).spec.template.metadata.annotations;
const ALLOWED = { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' };
const REFUSED = { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false', 'karpenter.sh/do-not-disrupt': 'true' };

test('a stateless agent lets its node go', () => {
  expect(annotations({ sessions: Sessions.stateless() })).toEqual(ALLOWED);
});

test.each([Sessions.inMemory(), Sessions.routedBy('gateway')])('an agent whose sessions would be lost keeps its node: %#', (sessions) => {
  expect(annotations({ sessions })).toEqual(REFUSED);
});

test('it can be said otherwise', () => {
  expect(annotations({ nodeEviction: NodeEviction.allowed() })).toEqual(ALLOWED);
  expect(annotations({ sessions: Sessions.stateless(), nodeEviction: NodeEviction.refused() })).toEqual(REFUSED);
});
