import { score } from '../../tools/checkers/kube-score';
import { validation } from '../../tools/checkers/kubeconform';
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

  test('has nothing that kube-score calls critical', () => {
    expect(score(yaml())).toEqual([]);
  });
});
