import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { ScaledResource } from './scaled-resource';
import { ResourceAmount, VerticalScaling } from './vertical-scaling';
import {
  VerticalPodAutoscaler,
  VerticalPodAutoscalerSpecResourcePolicyContainerPolicies as ContainerPolicy,
  VerticalPodAutoscalerSpecResourcePolicyContainerPoliciesControlledValues as ControlledValues,
  VerticalPodAutoscalerSpecResourcePolicyContainerPoliciesMode as ContainerMode,
  VerticalPodAutoscalerSpecResourcePolicyContainerPoliciesMaxAllowed as Amount,
  VerticalPodAutoscalerSpecUpdatePolicyUpdateMode as UpdateMode,
} from '../../imports/vertical-pod-autoscaler';
import { completeAfterSerialization } from '../serialization';
import { bytes, cores, millicores, quantity } from '../validation/values';

/** What a VerticalPodAutoscaler needs to know beyond the scaling itself. */
export interface VerticalAutoscalerProps {
  readonly metadata: ApiObjectMetadata;
  readonly target: VerticalTarget;
  /** The one container whose requests are looked at. */
  readonly container: string;
  readonly vertical: VerticalScaling;
  /** The resources that are looked at. */
  readonly resources: ScaledResource[];
}

/** What makes the pods. */
export interface VerticalTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** A VerticalPodAutoscaler for the server's container; extra containers are left alone. */
export function verticalAutoscaler(scope: Construct, id: string, props: VerticalAutoscalerProps): ApiObject {
  const { metadata, target, vertical } = props;
  const autoscaler = new VerticalPodAutoscaler(scope, id, {
    metadata,
    spec: {
      targetRef: { ...target },
      updatePolicy: { updateMode: vertical.updateMode as UpdateMode },
      resourcePolicy: { containerPolicies: [serverPolicy(scope, props), { containerName: '*', mode: ContainerMode.OFF }] },
    },
  });
  completeAfterSerialization(autoscaler);
  return autoscaler;
}

function serverPolicy(scope: Construct, { container, resources, vertical }: VerticalAutoscalerProps): ContainerPolicy {
  const { minAllowed, maxAllowed } = vertical._bounds;
  return {
    containerName: container,
    controlledResources: resources,
    // Limits stay those of the chart: a limit that follows the request would grow without a bound.
    controlledValues: ControlledValues.REQUESTS_ONLY,
    minAllowed: minAllowed && amounts(scope, minAllowed),
    maxAllowed: maxAllowed && amounts(scope, maxAllowed),
  };
}

function amounts(scope: Construct, { cpu, memory }: ResourceAmount): Record<string, Amount> {
  return {
    ...(cpu ? { cpu: Amount.fromString(cores(millicores(scope, 'verticalScaling.cpu', cpu))) } : {}),
    ...(memory ? { memory: Amount.fromString(quantity(bytes(scope, 'verticalScaling.memory', memory))) } : {}),
  };
}
