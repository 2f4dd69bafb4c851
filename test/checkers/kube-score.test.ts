import { GOOD, goodBut } from './manifests';
import { IGNORED, score } from '../../tools/checkers/kube-score';

// The first run on a machine builds the checker.
jest.setTimeout(180_000);

/** The checks that the good app fails after a change. */
function failed(kind: string, change: (object: any) => void): string[] {
  return score(goodBut(kind, change)).map(({ resource, message }) => `${resource} ${message.split(':')[0]}`);
}

const container = (change: (container: any) => void) => ({ spec }: any) => change(spec.template.spec.containers[0]);

test('a good app has no criticals', () => {
  expect(score([GOOD])).toEqual([]);
});

test('a container without probes is a finding that says what to do', () => {
  const findings = score(goodBut('Deployment', container((it) => {
    delete it.readinessProbe;
    delete it.livenessProbe;
  })));
  expect(findings).toEqual([
    { version: 'kube-score', resource: 'Deployment/search', message: expect.stringContaining('pod-probes: Container is missing a readinessProbe: ') },
  ]);
});

test.each([
  ['no limit of ephemeral storage', container((it) => { delete it.resources.limits['ephemeral-storage']; }),
    'container-ephemeral-storage-request-and-limit'],
  ['no memory limit', container((it) => { delete it.resources.limits.memory; }), 'container-resources'],
  ['a writable root filesystem', container((it) => { delete it.securityContext.readOnlyRootFilesystem; }),
    'container-security-context-readonlyrootfilesystem'],
  ['a user below 10000', container((it) => { it.securityContext.runAsUser = 1000; }), 'container-security-context-user-group-id'],
  ['the tag latest', container((it) => { it.image = 'search:latest'; }), 'container-image-tag'],
])('%s is a finding', (_, change, check) => {
  expect(failed('Deployment', change)).toEqual([`Deployment/search ${check}`]);
});

test('objects that belong to other pods are findings, and so are pods without them', () => {
  const elsewhere = ({ spec }: any) => { spec.selector = { matchLabels: { app: 'other' } }; };
  expect(failed('PodDisruptionBudget', elsewhere)).toEqual(['Deployment/search deployment-has-poddisruptionbudget']);
  expect(failed('NetworkPolicy', ({ spec }) => { spec.podSelector.matchLabels.app = 'other'; }).sort()).toEqual([
    'Deployment/search pod-networkpolicy', 'NetworkPolicy/search networkpolicy-targets-pod',
  ]);
  expect(failed('Service', ({ spec }) => { spec.selector.app = 'other'; })).toEqual(['Service/search service-targets-pod']);
});

test('an annotation does not switch a check off', () => {
  expect(failed('Deployment', ({ metadata, spec }) => {
    metadata.annotations = { 'kube-score/ignore': 'container-image-tag' };
    spec.template.spec.containers[0].image = 'search:latest';
  })).toEqual(['Deployment/search container-image-tag']);
});

test('what is switched off has a reason', () => {
  expect(Object.values(IGNORED).every((reason) => reason.length > 20)).toBe(true);
});

test('a file that is not there is an error', () => {
  expect(() => score(['/nowhere.yaml'])).toThrow('no such file');
});
