import { Yaml } from 'cdk8s';
import { score } from '../../tools/checkers/kube-score';
import { validate } from '../../tools/checkers/kubeconform';
import { VARIANTS } from '../support/agents';
import { chartOf, manifests } from '../support/synth';

jest.setTimeout(300_000);

/** Variants that ask for what kube-score calls critical: no policy, no budget, root. */
const UNSAFE = ['nothing but the workload', 'root, requests set at the start, in a namespace that enforces nothing'];

const yamlOf = (name: string) => Yaml.stringify(...manifests(VARIANTS[name](chartOf('agents'))));

test.each(Object.keys(VARIANTS))('%s: valid, strictly, on every Kubernetes minor and against the whole CRDs', (name) => {
  expect(validate(yamlOf(name))).toEqual([]);
});

test.each(Object.keys(VARIANTS).filter((name) => !UNSAFE.includes(name)))('%s: nothing that kube-score calls critical', (name) => {
  expect(score(yamlOf(name))).toEqual([]);
});
