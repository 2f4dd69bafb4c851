import { ConfigMap, Env, EnvValue, Secret } from 'cdk8s-plus-28';
import { McpErrorCode } from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, find, manifests } from '../support/synth';

const chart = chartOf();
const secret = (name: string) => Secret.fromSecretName(chart, `secret-${name}-${chart.node.children.length}`, name);
const configMap = (name: string) => ConfigMap.fromConfigMapName(chart, `config-${name}-${chart.node.children.length}`, name);

test('variables come from literals, Secrets and ConfigMaps', () => {
  const made = agent({
    env: {
      LEVEL: EnvValue.fromValue('info'),
      KEY: EnvValue.fromSecretValue({ secret: secret('api'), key: 'key' }),
      CITY: EnvValue.fromConfigMap(configMap('settings'), 'city'),
    },
    envFrom: [Env.fromSecret(secret('all')), Env.fromConfigMap(configMap('all'), 'CFG_')],
  });
  const { env, envFrom } = find(manifests(made), 'Deployment').spec.template.spec.containers[0];
  expect(env).toEqual([
    { name: 'LEVEL', value: 'info' },
    { name: 'KEY', valueFrom: { secretKeyRef: { name: 'api', key: 'key' } } },
    { name: 'CITY', valueFrom: { configMapKeyRef: { name: 'settings', key: 'city' } } },
  ]);
  expect(envFrom).toEqual([{ secretRef: { name: 'all' } }, { configMapRef: { name: 'all' }, prefix: 'CFG_' }]);
});

test.each<[string, () => object, McpErrorCode, string]>([
  ['a Secret without a name', () => ({ env: { KEY: EnvValue.fromSecretValue({ secret: secret(''), key: 'key' }) } }), McpErrorCode.REFERENCE_EMPTY, 'env.KEY, secretKeyRef.name, names nothing'],
  ['a key without a name', () => ({ env: { KEY: EnvValue.fromSecretValue({ secret: secret('api'), key: '' }) } }), McpErrorCode.REFERENCE_EMPTY, 'env.KEY, secretKeyRef.key,'],
  ['a ConfigMap without a name', () => ({ env: { KEY: EnvValue.fromConfigMap(configMap(''), 'a') } }), McpErrorCode.REFERENCE_EMPTY, 'configMapKeyRef.name'],
  ['a whole Secret without a name', () => ({ envFrom: [Env.fromSecret(secret(''))] }), McpErrorCode.REFERENCE_EMPTY, 'envFrom[0], secretRef.name'],
  ['a Secret whose name is none', () => ({ env: { KEY: EnvValue.fromSecretValue({ secret: secret('A_b'), key: 'key' }) } }), McpErrorCode.NAME_INVALID, '"A_b"'],
  ['a variable whose name is none', () => ({ env: { 'A=B': EnvValue.fromValue('c') } }), McpErrorCode.ENV_INVALID, '"A=B"'],
  ['a variable without a value', () => ({ env: { KEY: EnvValue.fromProcess('NO_SUCH_VARIABLE_HERE') } }), McpErrorCode.ENV_INVALID, '"KEY"'],
  ['a sidecar\'s Secret without a name', () => ({ sidecars: [{ name: 'cache', image: 'redis:7', envFrom: [Env.fromSecret(secret(''))] }] }), McpErrorCode.REFERENCE_EMPTY, 'container cache'],
])('%s is refused', (_, props, code, part) => {
  expectError(() => agent(props()), code, part);
});
