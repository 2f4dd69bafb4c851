import { ApiObject, ApiObjectMetadata, Duration } from 'cdk8s';
import { Container, Deployment, HorizontalPodAutoscaler, Replicas, ScalingStrategy } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Scaling } from './scaling';
import { KubernetesVersion } from '../cluster/kubernetes-version';
import { completeAfterSerialization } from '../serialization';

/**
 * Load may lie this far below its target before a replica leaves; above its target Kubernetes' own 10 per cent stays.
 * A replica that leaves costs its sessions a drain, one too many costs little.
 */
const SCALE_DOWN_TOLERANCE = '0.2';

/** What a HorizontalPodAutoscaler needs to know beyond the scaling itself. */
export interface HorizontalAutoscalerProps {
  readonly metadata: ApiObjectMetadata;
  readonly target: Deployment;
  /** The container whose CPU and memory count; sidecars would dilute them. */
  readonly container: Container;
  readonly scaling: Scaling;
  readonly kubernetes: KubernetesVersion;
}

/** A HorizontalPodAutoscaler that adds replicas at once and takes them away slowly. */
export function horizontalAutoscaler(scope: Construct, id: string, props: HorizontalAutoscalerProps): HorizontalPodAutoscaler {
  const { scaling } = props;
  const behavior = scaling._behavior;
  const autoscaler = new HorizontalPodAutoscaler(scope, id, {
    metadata: props.metadata,
    target: props.target,
    minReplicas: scaling.minReplicas,
    maxReplicas: scaling.maxReplicas,
    metrics: scaling.metrics.map((metric) => metric._metric(props.container)),
    scaleUp: {
      stabilizationWindow: behavior.scaleUpStabilization,
      strategy: ScalingStrategy.MAX_CHANGE,
      policies: [
        { replicas: Replicas.percent(100), duration: Duration.seconds(15) },
        { replicas: Replicas.absolute(4), duration: Duration.seconds(15) },
      ],
    },
    scaleDown: {
      stabilizationWindow: behavior.scaleDownStabilization,
      policies: [{ replicas: Replicas.percent(behavior.scaleDownPercentPerMinute), duration: Duration.minutes(1) }],
    },
  });
  completeAfterSerialization(ApiObject.of(autoscaler), ({ spec }) => {
    if (props.kubernetes.isAtLeast(KubernetesVersion.V1_35)) {
      spec.behavior.scaleDown.tolerance = SCALE_DOWN_TOLERANCE;
    }
  });
  return autoscaler;
}
