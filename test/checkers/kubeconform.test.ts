import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { GOOD, goodBut } from './manifests';
import { validate, validation } from '../../tools/checkers/kubeconform';
import { KUBERNETES_MINORS } from '../../tools/checkers/kubernetes';
import { customResourceSchemas, kubernetesSchemas } from '../../tools/checkers/schemas';

// The first run on a machine builds the checker and fetches the schemas.
jest.setTimeout(180_000);

/** What is wrong with the good app after a change, on one version; `Kind/name: message`. */
function wrong(kind: string, change: (object: any) => void): string[] {
  return validate(goodBut(kind, change), { versions: ['1.37'] }).map(({ resource, message }) => `${resource}: ${message}`);
}

test('a good app is valid on every Kubernetes minor from 1.34 on', () => {
  expect(KUBERNETES_MINORS).toEqual(['1.34', '1.35', '1.36', '1.37']);
  expect(validation([GOOD])).toEqual({ objects: 7, findings: [] });
});

test('a finding says on which version it was made', () => {
  const findings = validate(goodBut('Deployment', ({ spec }) => { spec.replica = 2; }), { versions: ['1.34', '1.37'] });
  expect(findings).toEqual(['1.34', '1.37'].map((version) => ({
    version, resource: 'Deployment/search', message: "/spec: additional properties 'replica' not allowed",
  })));
});

test('an unpinned version is refused with the pinned ones', () => {
  expect(() => validate([GOOD], { versions: ['1.20'] })).toThrow('Kubernetes 1.20 is not among the pinned minors: 1.34, 1.35, 1.36, 1.37');
});

test('what a version does not have yet is wrong there only', () => {
  const newer = 'apiVersion: certificates.k8s.io/v1\nkind: ClusterTrustBundle\nmetadata: { name: a }\nspec: { trustBundle: x }\n';
  expect(validate(newer, { versions: ['1.34', '1.37'] })).toEqual([
    { version: '1.34', resource: 'ClusterTrustBundle/a', message: 'could not find schema for ClusterTrustBundle' },
  ]);
});

test('every schema can be used: kubeconform passes over a broken one as if it were missing', () => {
  const objects = [kubernetesSchemas('1.37'), customResourceSchemas()].flatMap(kindsIn).map((kind) => `${kind}metadata: { name: a }\n`);
  const { objects: seen, findings } = validation(objects.join('---\n'), { versions: ['1.37'] });
  expect(seen).toBe(objects.length);
  expect(findings.filter(({ message }) => message.includes('schema for'))).toEqual([]);
});

/** The kinds that a folder of schemas is for, each as the YAML that says so. */
function kindsIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return files.map((file) => {
    const { apiVersion, kind } = JSON.parse(readFileSync(join(folder, file), 'utf8')).properties;
    return `apiVersion: ${apiVersion.enum[0]}\nkind: ${kind.enum[0]}\n`;
  });
}

describe('Kubernetes kinds', () => {
  test.each([
    ['a misspelt field', 'Deployment', (o: any) => { o.spec.replica = 2; }, "/spec: additional properties 'replica' not allowed"],
    ['a misspelt field of the metadata', 'Service', (o: any) => { o.metadata.label = {}; }, "/metadata: additional properties 'label' not allowed"],
    ['a misspelt field deep down', 'Deployment', (o: any) => { o.spec.template.spec.containers[0].imagePullpolicy = 'Always'; },
      "/spec/template/spec/containers/0: additional properties 'imagePullpolicy' not allowed"],
    ['a wrong type', 'Deployment', (o: any) => { o.spec.replicas = 'two'; }, '/spec/replicas: got string, want null or integer'],
    ['a label that is no string', 'Service', (o: any) => { o.metadata.labels = { version: 1 }; }, '/metadata/labels/version: got number, want string'],
    ['a missing field', 'Deployment', (o: any) => { delete o.spec.selector; }, "/spec: missing property 'selector'"],
    ['null for a required field', 'Deployment', (o: any) => { o.spec.selector = null; }, '/spec/selector: got null, want object'],
    ['an unknown kind', 'Service', (o: any) => { o.kind = 'Servce'; }, 'could not find schema for Servce'],
    ['an unknown version', 'PodDisruptionBudget', (o: any) => { o.apiVersion = 'policy/v1beta1'; }, 'could not find schema for PodDisruptionBudget'],
  ])('%s is a finding', (_, kind, change, message) => {
    expect(wrong(kind, change)).toEqual([expect.stringContaining(`/search: ${message}`)]);
  });

  test('each of several mistakes is a finding of its own', () => {
    const findings = wrong('Deployment', ({ spec }) => {
      spec.replica = 2;
      spec.replicas = 'two';
      delete spec.selector;
    });
    expect(findings.sort()).toEqual([
      'Deployment/search: /spec/replicas: got string, want null or integer',
      "Deployment/search: /spec: additional properties 'replica' not allowed",
      "Deployment/search: /spec: missing property 'selector'",
    ]);
  });

  test('a document that is no object, and a key given twice, are findings', () => {
    expect(validate('- a\n', { versions: ['1.37'] })).toHaveLength(1);
    expect(validate('apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  name: b\n', { versions: ['1.37'] })[0].message).toContain('already set');
  });
});

describe('custom resources', () => {
  test.each([
    ['an unknown field', 'ServiceMonitor', (o: any) => { o.spec.endpoint = []; }, "/spec: additional properties 'endpoint' not allowed"],
    ['an unknown field in a list', 'ServiceMonitor', (o: any) => { o.spec.endpoints[0].intervall = '30s'; },
      "/spec/endpoints/0: additional properties 'intervall' not allowed"],
    ['a misspelt field of the metadata', 'ServiceMonitor', (o: any) => { o.metadata.label = {}; },
      "/metadata: additional properties 'label' not allowed"],
    ['a wrong type', 'ScaledObject', (o: any) => { o.spec.maxReplicaCount = 'many'; }, '/spec/maxReplicaCount: got string, want integer'],
    ['a wrong pattern', 'ServiceMonitor', (o: any) => { o.spec.endpoints[0].interval = '30 s'; }, "/spec/endpoints/0/interval: '30 s' does not match"],
    ['a missing field', 'ServiceMonitor', (o: any) => { delete o.spec.selector; }, "/spec: missing property 'selector'"],
    ['a wrong value, where the schema lacks apiVersion and kind', 'DestinationRule', (o: any) => { o.spec.trafficPolicy.loadBalancer = { simple: 'FAST' }; },
      '/spec/trafficPolicy/loadBalancer/simple: value must be one of'],
    ['an unknown version', 'DestinationRule', (o: any) => { o.apiVersion = 'networking.istio.io/v2'; }, 'could not find schema for DestinationRule'],
  ])('%s is a finding', (_, kind, change, message) => {
    expect(wrong(kind, change)).toEqual([expect.stringContaining(`${kind}/search: ${message}`)]);
  });

  test('empty documents are not counted', () => {
    const text = '---\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n---\n# nothing\n';
    expect(validation(text, { versions: ['1.37'] })).toEqual({ objects: 1, findings: [] });
  });

  test('two choices of which only one may be made are a finding', () => {
    const findings = wrong('DestinationRule', ({ spec }) => { spec.trafficPolicy.loadBalancer.simple = 'RANDOM'; });
    expect(findings).toEqual([expect.stringContaining("/spec/trafficPolicy/loadBalancer: 'oneOf' failed")]);
  });
});
