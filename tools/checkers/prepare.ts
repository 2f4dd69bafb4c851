import { checker } from './binaries';
import { KUBERNETES_MINORS } from './kubernetes';
import { customResourceSchemas, kubernetesSchemas } from './schemas';
import { PROMTOOL } from '../../testbed/images/parts/monitoring';
import { goProgram } from '../go-program';

// Fetches and builds all that the checks need, where it is not there yet. Tests that run side by side would each do it.
checker('kubeconform');
checker('kube-score');
KUBERNETES_MINORS.forEach(kubernetesSchemas);
customResourceSchemas();
goProgram(PROMTOOL);
