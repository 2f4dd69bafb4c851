import { buildCommands, imagesIn } from '../../../tools/quickstart/images';
import { ROOT } from '../../support/run';

const workload = (...images: string[]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'any' },
  spec: { template: { spec: { containers: images.map((image) => ({ image })) } } },
});

test('an image of this repository is built from its folder', () => {
  expect(buildCommands([workload('localhost/quickstart/weather:1.0.0')], ROOT)).toEqual([
    'docker build --tag localhost/quickstart/weather:1.0.0 examples/quickstart/servers/weather',
  ]);
});

test('one that depends on the runtime is built after the runtime', () => {
  expect(buildCommands([workload('localhost/serve/notes:1.0.0')], ROOT)).toEqual([
    'npm run build --workspace runtime',
    'npm pack --workspace runtime --pack-destination examples/serve/servers/notes',
    'docker build --tag localhost/serve/notes:1.0.0 examples/serve/servers/notes',
  ]);
});

test('one of others is pulled', () => {
  expect(buildCommands([workload('docker.io/library/redis:7.0', 'ghcr.io/acme/weather:1.4.2')], ROOT)).toEqual([]);
});

test('what an operator is told to run is found in its arguments and in its objects', () => {
  const operator = workload('quay.io/acme/operator:v1');
  const [container] = operator.spec.template.spec.containers;
  Object.assign(container, { args: ['--reloader=quay.io/acme/reloader:v1', '--listen=127.0.0.1:8080', '--root=/host/root', '--to=http://a.b/c:d', '--verbose'] });
  expect([...imagesIn([operator, { spec: { image: 'quay.io/acme/operand:v2' } }])].sort()).toEqual([
    'quay.io/acme/operand:v2', 'quay.io/acme/operator:v1', 'quay.io/acme/reloader:v1',
  ]);
});
