import { EnvFieldPaths, EnvValue } from 'cdk8s-plus-28';

/** The variable with the pod's name, for other variables to refer to. */
export const POD_NAME = 'K8S_POD_NAME';

/** The variable with the pod's namespace, for other variables to refer to. */
export const POD_NAMESPACE = 'K8S_POD_NAMESPACE';

/** Where Kubernetes takes their values from. */
export const POD_FIELDS: Readonly<Record<string, EnvValue>> = {
  [POD_NAME]: EnvValue.fromFieldRef(EnvFieldPaths.POD_NAME),
  [POD_NAMESPACE]: EnvValue.fromFieldRef(EnvFieldPaths.POD_NAMESPACE),
};
