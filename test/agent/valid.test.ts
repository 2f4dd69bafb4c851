import { Yaml } from 'cdk8s';
import { validate } from '../../tools/checkers/kubeconform';
import { VARIANTS } from '../support/agents';
import { chartOf, manifests } from '../support/synth';

jest.setTimeout(300_000);

test.each(Object.keys(VARIANTS))('%s: valid, strictly, on every Kubernetes minor and against the whole CRDs', (name) => {
  const objects = manifests(VARIANTS[name](chartOf('agents')));
  expect(validate(Yaml.stringify(...objects))).toEqual([]);
});
