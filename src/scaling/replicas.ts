import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Deployment, HorizontalPodAutoscaler } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { horizontalAutoscaler } from './horizontal-autoscaler';
import { LoadSource } from './load-source';
import { LoadIdentity } from './mcp-load';
import { refuseRivals } from './rivals';
import { KedaAccess, scaledObject } from './scaled-object';
import { Scaling } from './scaling';
import { triggerAuthentication } from './trigger-authentication';
import { KubernetesVersion } from '../cluster/kubernetes-version';
import { Observer } from '../observability/observer';
import { fail, McpErrorCode } from '../validation/failure';

/** What is scaled, and how. */
export interface ReplicasProps {
  readonly metadata: ApiObjectMetadata;
  /** Its first container is the one whose CPU and memory count. */
  readonly deployment: Deployment;
  /** Its namespace, where it is known at synth. */
  readonly namespace?: string;
  readonly scaling: Scaling;
  readonly kubernetes: KubernetesVersion;
  /** Time between two scrapes of its pods, in seconds, once that is known. */
  readonly interval: () => number;
}

const UNREAD = 'the number of replicas follows load that has to be read from a Prometheus, and nobody said from which. '
  + 'Have an McpObservability monitor the agent, by observability.monitor(agent), or say it: Scaling.between(...).on(...).from(LoadSource.keda({ prometheusUrl })).';

/** What sets the number of replicas of a Deployment: one thing, and no other beside it. */
export class Replicas {
  /** Where the kubelet's figures do, or prometheus-adapter's. */
  public readonly autoscaler?: HorizontalPodAutoscaler;
  /** Where KEDA reads the load. */
  public readonly scaledObject?: ApiObject;

  private source?: LoadSource;

  public constructor(private readonly scope: Construct, private readonly props: ReplicasProps) {
    const { deployment, namespace, scaling } = props;
    if (scaling.isExternal) {
      deployment.markHasAutoscaler();
      return;
    }
    const usesKeda = scaling._needsSource && !scaling._source?._adapter;
    if (usesKeda) {
      deployment.markHasAutoscaler();
      this.scaledObject = this.createScaledObject();
    } else if (!scaling.isFixed) {
      this.autoscaler = this.createAutoscaler();
    }
    this.refuseOthers();
    refuseRivals(scope, deployment, namespace);
  }

  /** Load is read where the agent is monitored, unless it was said who reads it. */
  public observedBy(observer: Observer): void {
    if (this.scaledObject && !this.source) {
      this.readFrom(observer.loadSource());
    }
  }

  private createAutoscaler(): HorizontalPodAutoscaler {
    const { deployment, kubernetes, metadata, scaling } = this.props;
    const rules = scaling._source?._adapter;
    return horizontalAutoscaler(this.scope, 'HorizontalPodAutoscaler', {
      metadata,
      target: deployment,
      container: deployment.containers[0],
      scaling,
      kubernetes,
      adapter: rules && { rules, identity: this.identity },
    });
  }

  private createScaledObject(): ApiObject {
    const { deployment, kubernetes, metadata, scaling } = this.props;
    if (scaling._source) {
      this.readFrom(scaling._source);
    }
    this.scope.node.addValidation({ validate: () => (this.source ? [] : [`${UNREAD} [${McpErrorCode.SCALING_INVALID}]`]) });
    return scaledObject(this.scope, 'ScaledObject', {
      metadata,
      target: deployment.name,
      container: deployment.containers[0].name,
      scaling,
      identity: this.identity,
      kubernetes,
      access: () => this.access(),
    });
  }

  /** Takes a source, and writes what KEDA needs to prove itself to it. */
  private readFrom(source: LoadSource): void {
    const authentication = source._keda?.authentication;
    this.source = source;
    if (authentication?._isWritten) {
      triggerAuthentication(this.scope, 'TriggerAuthentication', this.props.metadata, authentication);
    }
  }

  private access(): KedaAccess {
    const source = this.source?._keda ?? fail(this.scope, McpErrorCode.SCALING_INVALID, UNREAD);
    return { source, authenticationRef: source.authentication._reference(this.props.deployment.name), interval: this.props.interval() };
  }

  /** By what its series are known; checks have seen to it that the namespace is, where it matters. */
  private get identity(): LoadIdentity {
    return { namespace: this.props.namespace ?? '', agent: this.props.deployment.name };
  }

  /** Each autoscaler of cdk8s-plus-28 tells its target so; a second one would fight with what is written here. */
  private refuseOthers(): void {
    const { deployment, scaling } = this.props;
    deployment.markHasAutoscaler = () => fail(this.scope, McpErrorCode.REPLICAS_CONFLICT,
      `the number of replicas is ${scaling.isFixed ? 'fixed' : 'set by an autoscaler'} already, and another autoscaler would set it too. `
      + 'Say that it is yours to set: scaling: Scaling.external(min, max).');
  }
}
