import { ApiObject, ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { behaviorOf } from './behavior';
import { AuthenticationReference } from './keda-authentication';
import { KedaSource } from './load-source';
import { freshFor, LoadIdentity, loadQuery } from './mcp-load';
import { Scaling } from './scaling';
import { ScalingMetric } from './scaling-metric';
import {
  ScaledObject, ScaledObjectSpecFallbackBehavior as FallbackBehavior, ScaledObjectSpecTriggers as Trigger,
} from '../../imports/scaled-object';
import { KubernetesVersion } from '../cluster/kubernetes-version';
import { completeAfterSerialization } from '../serialization';

/** How KEDA reaches Prometheus for one agent. */
export interface KedaAccess {
  readonly source: KedaSource;
  readonly authenticationRef?: AuthenticationReference;
  /** Time between two scrapes of the agent, in seconds. */
  readonly interval: number;
}

/** What a ScaledObject needs to know beyond the scaling itself. */
export interface ScaledObjectProps {
  readonly metadata: ApiObjectMetadata;
  /** The name of the Deployment. */
  readonly target: string;
  /** The container whose CPU and memory count. */
  readonly container: string;
  readonly scaling: Scaling;
  readonly identity: LoadIdentity;
  readonly kubernetes: KubernetesVersion;
  /** Known when the document is written: an McpObservability that monitors the agent may come after it. */
  readonly access: () => KedaAccess;
}

/** How many questions may go unanswered before KEDA falls back. Until then nothing is scaled by what is not known. */
const FAILURES = 3;

/** A ScaledObject, from which KEDA makes an HorizontalPodAutoscaler that scales as one of ours does. */
export function scaledObject(scope: Construct, id: string, props: ScaledObjectProps): ApiObject {
  const { metadata, scaling, target } = props;
  const object = new ScaledObject(scope, id, {
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
      minReplicaCount: scaling.minReplicas,
      maxReplicaCount: scaling.maxReplicas,
      // Without an answer there are never fewer replicas than there were.
      fallback: {
        failureThreshold: FAILURES, replicas: scaling._fallbackReplicas, behavior: FallbackBehavior.CURRENT_REPLICAS_IF_HIGHER,
      },
      triggers: Lazy.any({ produce: () => scaling.metrics.map((metric) => triggerOf(metric, props)) }),
    },
  });
  completeAfterSerialization(object, ({ spec }) => {
    spec.advanced = { horizontalPodAutoscalerConfig: { behavior: behaviorOf(scaling, props.kubernetes) } };
  });
  return object;
}

function triggerOf(metric: ScalingMetric, { access, container, identity }: ScaledObjectProps): Trigger {
  const { name, target } = metric;
  return metric.resource
    ? { type: metric.resource, name, metricType: 'Utilization', metadata: { value: String(target), containerName: container } }
    : prometheusTrigger(metric, identity, access());
}

function prometheusTrigger({ _source, name, target }: ScalingMetric, identity: LoadIdentity, access: KedaAccess): Trigger {
  const { authenticationRef, interval, source: { authentication, prometheusUrl, unsafeSsl } } = access;
  return {
    type: 'prometheus',
    name,
    metricType: 'AverageValue',
    metadata: {
      serverAddress: prometheusUrl,
      query: 'load' in _source ? loadQuery(_source.load, identity, freshFor(interval)) : (_source as { query: string }).query,
      threshold: String(target),
      // Nothing known would count as no load otherwise, and take replicas away.
      ignoreNullValues: 'false',
      ...unsafeSsl ? { unsafeSsl: 'true' } : {},
      ...authentication._authModes ? { authModes: authentication._authModes } : {},
    },
    ...authenticationRef ? { authenticationRef: authenticationRef as Trigger['authenticationRef'] } : {},
  };
}
