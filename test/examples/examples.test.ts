import { parseAllDocuments } from 'yaml';
import { IMAGES } from '../../testbed/images/table';
import { score } from '../../tools/checkers/kube-score';
import { validation } from '../../tools/checkers/kubeconform';
import { imagesIn } from '../../tools/quickstart/images';
import { synthesizeExample, TYPESCRIPT_EXAMPLES } from '../support/examples';

jest.setTimeout(300_000);

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
    expect(files).toMatchSnapshot();
  });

  test('is valid, strictly, on every Kubernetes minor and against the whole CRDs', () => {
    const { objects, findings } = validation(yaml());
    expect(objects).toBeGreaterThan(0);
    expect(findings).toEqual([]);
  });

  test('runs images that the testbed can make', () => {
    const named = imagesIn(parseAllDocuments(yaml()).map((document) => document.toJS()).filter(Boolean));
    const made = IMAGES.map(({ name: image }) => image);
    expect([...named].filter((image) => !made.includes(image))).toEqual([]);
  });

  test('has nothing that kube-score calls critical', () => {
    expect(score(yaml())).toEqual([]);
  });
});
