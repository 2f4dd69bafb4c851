import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Scaling } from './scaling';
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
  readonly target: Deployment;
  /** The one container whose requests are looked at. */
  readonly container: string;
  readonly vertical: VerticalScaling;
  readonly scaling: Scaling;
}

/** A VerticalPodAutoscaler for the server's container; extra containers are left alone. */
export function verticalAutoscaler(scope: Construct, id: string, props: VerticalAutoscalerProps): ApiObject {
  const { metadata, target, vertical } = props;
  const autoscaler = new VerticalPodAutoscaler(scope, id, {
    metadata,
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target.name },
      updatePolicy: { updateMode: vertical.updateMode as UpdateMode },
      resourcePolicy: { containerPolicies: [serverPolicy(scope, props), { containerName: '*', mode: ContainerMode.OFF }] },
    },
  });
  completeAfterSerialization(autoscaler);
  return autoscaler;
}

function serverPolicy(scope: Construct, { container, scaling, vertical }: VerticalAutoscalerProps): ContainerPolicy {
  const { minAllowed, maxAllowed } = vertical._bounds;
  return {
    containerName: container,
    controlledResources: vertical._resources(scaling),
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
