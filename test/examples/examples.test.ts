import { parse, parseAllDocuments } from 'yaml';
import { IMAGES } from '../../testbed/images/table';
import { score } from '../../tools/checkers/kube-score';
import { validation } from '../../tools/checkers/kubeconform';
import { imagesIn } from '../../tools/quickstart/images';
import { synthesizeExample, TYPESCRIPT_EXAMPLES } from '../support/examples';

jest.setTimeout(300_000);

/** Images that no registry of the testbed has: their pods are validated, and never run. */
const VALIDATED_ONLY = ['docker.io/grafana/grafana:13.2.2'];

/** Images that every node has before the first pod: the testbed's pods are held by it. */
const OF_NODES = ['registry.k8s.io/pause:3.10'];

/** What kube-score says of pods that it can't see, and why it is not so. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'DaemonSet/node-exporter pod-networkpolicy': 'it has the network of its node, which no policy governs; its proxy asks who reads',
  'Deployment/headroom deployment-has-poddisruptionbudget': 'its pods are there to leave, all at once if need be',
  'NetworkPolicy/mcp-alertmanager networkpolicy-targets-pod': 'the operator makes the pods',
  'NetworkPolicy/mcp-prometheus networkpolicy-targets-pod': 'the operator makes the pods',
  'Service/mcp-alertmanager service-targets-pod': 'the operator makes the pods',
  'Service/mcp-prometheus service-targets-pod': 'the operator makes the pods',
};

/** Documents that are long, and have tests of their own. */
function isLong({ kind, metadata: { name } }: { kind: string; metadata: { name: string } }): boolean {
  return kind === 'CustomResourceDefinition' || name === 'mcp-rules' || name.startsWith('mcp-dashboard-');
}

/** The rest of a file. */
function withoutLong(yaml: string): string {
  return yaml.split(/^---\n/m).filter((text) => !isLong(parse(text))).join('---\n');
}

test('there are examples', () => {
  expect(TYPESCRIPT_EXAMPLES).toContain('quickstart');
});

describe.each(TYPESCRIPT_EXAMPLES)('examples/%s', (name) => {
  let files: Record<string, string>;
  const yaml = () => Object.values(files).join('\n---\n');

  beforeAll(() => {
    files = synthesizeExample(name);
  });

  test('gives what it gave', () => {
    expect(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, withoutLong(text)]))).toMatchSnapshot();
  });

  test('is valid, strictly, on every Kubernetes minor and against the whole CRDs', () => {
    const { objects, findings } = validation(yaml());
    expect(objects).toBeGreaterThan(0);
    expect(findings).toEqual([]);
  });

  test('runs images that the testbed can make', () => {
    const named = imagesIn(parseAllDocuments(yaml()).map((document) => document.toJS()).filter(Boolean));
    const made = [...IMAGES.map(({ name: image }) => image), ...VALIDATED_ONLY, ...OF_NODES];
    expect([...named].filter((image) => !made.includes(image))).toEqual([]);
  });

  test('has nothing that kube-score calls critical', () => {
    expect(score(yaml()).filter(({ resource, message }) => !ACCEPTED[`${resource} ${message.split(':')[0]}`])).toEqual([]);
  });
});
