import { Image } from '../image';
import { MODULE } from './monitoring';
import { base } from '../recipes/base';
import { goPrograms } from '../recipes/go-programs';

const keda = (path: string, source: string) => goPrograms(
  { module: MODULE, variables: { 'github.com/kedacore/keda/v2/version.Version': '2.21.0' } },
  { [path]: `github.com/kedacore/keda/v2/cmd/${source}` },
);

const vpa = (name: string, program: string, source: string): Image => ({
  name: `registry.k8s.io/autoscaling/${name}:1.7.2`,
  version: '1.7.2',
  layers: [base(), goPrograms({ module: MODULE }, { [program]: `k8s.io/autoscaler/vertical-pod-autoscaler/pkg/${source}` })],
  entrypoint: [program],
  user: '65532',
});

/** What changes replicas and requests. */
export const SCALING: readonly Image[] = [
  vpa('vpa-recommender', '/recommender', 'recommender'),
  vpa('vpa-updater', '/updater', 'updater'),
  vpa('vpa-admission-controller', '/admission-controller', 'admission-controller'),
  {
    name: 'ghcr.io/kedacore/keda:2.21.0',
    version: '2.21.0',
    layers: [base(), keda('/keda', 'operator')],
    entrypoint: ['/keda', '--zap-log-level=info', '--zap-encoder=console'],
    user: '65532:65532',
  },
  {
    name: 'ghcr.io/kedacore/keda-metrics-apiserver:2.21.0',
    version: '2.21.0',
    layers: [base(), keda('/keda-adapter', 'adapter')],
    entrypoint: ['/keda-adapter', '--secure-port=6443', '--zap-log-level=info', '--zap-encoder=console'],
    user: '65532:65532',
  },
];
