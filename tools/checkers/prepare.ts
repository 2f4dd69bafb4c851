import { checker } from './binaries';
import { KUBERNETES_MINORS } from './kubernetes';
import { customResourceSchemas, kubernetesSchemas } from './schemas';

// Fetches and builds all that the checks need, where it is not there yet. Tests that run side by side would each do it.
checker('kubeconform');
checker('kube-score');
KUBERNETES_MINORS.forEach(kubernetesSchemas);
customResourceSchemas();
