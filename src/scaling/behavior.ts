import { Scaling } from './scaling';
import { KubernetesVersion } from '../cluster/kubernetes-version';

/**
 * Load may lie this far below its target before a replica leaves; above its target Kubernetes' own 10 per cent stays.
 * A replica that leaves costs its sessions a drain, one too many costs little.
 */
const SCALE_DOWN_TOLERANCE = '0.2';

/**
 * How fast replicas come and go, as `behavior` of an HorizontalPodAutoscaler has it, whoever writes that: at once, doubled or by four each
 * 15 s, and away slowly.
 */
export function behaviorOf(scaling: Scaling, kubernetes: KubernetesVersion): Record<string, any> {
  const { scaleDownPercentPerMinute, scaleDownStabilization, scaleUpStabilization } = scaling._behavior;
  return {
    scaleDown: {
      policies: [{ periodSeconds: 60, type: 'Percent', value: scaleDownPercentPerMinute }],
      selectPolicy: 'Max',
      stabilizationWindowSeconds: scaleDownStabilization.toSeconds(),
      ...kubernetes.isAtLeast(KubernetesVersion.V1_35) ? { tolerance: SCALE_DOWN_TOLERANCE } : {},
    },
    scaleUp: {
      policies: [{ periodSeconds: 15, type: 'Percent', value: 100 }, { periodSeconds: 15, type: 'Pods', value: 4 }],
      selectPolicy: 'Max',
      stabilizationWindowSeconds: scaleUpStabilization.toSeconds(),
    },
  };
}
