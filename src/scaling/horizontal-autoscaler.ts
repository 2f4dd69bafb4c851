import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Container, Deployment, HorizontalPodAutoscaler, Metric, MetricTarget } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { behaviorOf } from './behavior';
import { LoadIdentity } from './mcp-load';
import { PrometheusAdapterRules } from './prometheus-adapter-rules';
import { ScaledResource } from './scaled-resource';
import { Scaling } from './scaling';
import { ScalingMetric } from './scaling-metric';
import { KubernetesVersion } from '../cluster/kubernetes-version';
import { completeAfterSerialization } from '../serialization';

/** Who tells a HorizontalPodAutoscaler what the kubelet does not know. */
export interface AdapterAccess {
  readonly rules: PrometheusAdapterRules;
  readonly identity: LoadIdentity;
}

/** What a HorizontalPodAutoscaler needs to know beyond the scaling itself. */
export interface HorizontalAutoscalerProps {
  readonly metadata: ApiObjectMetadata;
  readonly target: Deployment;
  /** The container whose CPU and memory count; sidecars would dilute them. */
  readonly container: Container;
  readonly scaling: Scaling;
  readonly kubernetes: KubernetesVersion;
  /** Needed where metrics are other than CPU and memory. */
  readonly adapter?: AdapterAccess;
}

/** A HorizontalPodAutoscaler that adds replicas at once and takes them away slowly. */
export function horizontalAutoscaler(scope: Construct, id: string, props: HorizontalAutoscalerProps): HorizontalPodAutoscaler {
  const { adapter, container, scaling } = props;
  const autoscaler = new HorizontalPodAutoscaler(scope, id, {
    metadata: props.metadata,
    target: props.target,
    minReplicas: scaling.minReplicas,
    maxReplicas: scaling.maxReplicas,
    metrics: scaling.metrics.map((metric) => (metric.resource ? ofContainer(metric, container) : ofAdapter(scope, metric, adapter!))),
  });
  completeAfterSerialization(ApiObject.of(autoscaler), ({ spec }) => {
    spec.behavior = behaviorOf(scaling, props.kubernetes);
  });
  return autoscaler;
}

function ofContainer({ resource, target }: ScalingMetric, container: Container): Metric {
  const options = { container, target: MetricTarget.averageUtilization(target) };
  return resource === ScaledResource.CPU ? Metric.containerCpu(options) : Metric.containerMemory(options);
}

/** Load of pods is theirs, so that the autoscaler itself leaves out pods that are on their way out; an answer to a question is nobody's. */
function ofAdapter(scope: Construct, { _source, name, target }: ScalingMetric, { identity, rules }: AdapterAccess): Metric {
  const value = MetricTarget.averageValue(target);
  if ('load' in _source) {
    return Metric.pods({ name: rules._ofPods(_source.load), target: value });
  }
  return Metric.external({ name: rules._external(scope, identity, name, (_source as { query: string }).query), target: value });
}
