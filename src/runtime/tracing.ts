import { IConstruct } from 'constructs';
import { POD_NAME } from './pod-fields';
import { checkNeededPeer, EgressRule } from '../agent/network-access';
import { Peer } from '../agent/peer';
import { fail, McpErrorCode } from '../validation/failure';
import { isHttpUrl, portOf } from '../validation/values';

/** Which calls are traced. */
export interface TracingOptions {
  /**
   * The share of calls that are traced, 0 to 1, of those whose caller did not decide it.
   *
   * @default 0.1
   */
  readonly sampling?: number;

  /**
   * Where the collector is on the network. Needed where the network is restricted, as it is when nothing is said.
   *
   * @default - nowhere that a restricted network lets the agent reach
   */
  readonly collectorPeer?: Peer;
}

/** Where an agent's traces go. They are made by the runtime, with the conventions of OpenTelemetry for MCP. */
export class Tracing {
  /** Nowhere: none are made, and they cost nothing. */
  public static none(): Tracing {
    return new Tracing();
  }

  /**
   * To a collector, by OTLP over HTTP.
   *
   * @param endpoint without the path of traces: "http://otel-collector.monitoring.svc.cluster.local:4318"
   */
  public static otlp(endpoint: string, options: TracingOptions = {}): Tracing {
    return new Tracing(endpoint, options);
  }

  private constructor(private readonly endpoint?: string, private readonly options: TracingOptions = {}) {}

  /** @internal */
  public get _isOn(): boolean {
    return this.endpoint !== undefined;
  }

  /** @internal */
  public get _egress(): EgressRule[] {
    return this._isOn && this.options.collectorPeer ? [{ to: this.options.collectorPeer, ports: [portOf(this.endpoint!)] }] : [];
  }

  /**
   * The variables of OpenTelemetry itself.
   *
   * @param name of the agent
   * @param namespace of the agent, which may be a reference to a variable
   * @internal
   */
  public _variables(name: string, namespace: string): Record<string, string | undefined> {
    return !this._isOn ? {} : {
      OTEL_EXPORTER_OTLP_ENDPOINT: this.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_SERVICE_NAME: name,
      OTEL_RESOURCE_ATTRIBUTES: `service.namespace=${namespace},k8s.namespace.name=${namespace},k8s.pod.name=$(${POD_NAME}),k8s.deployment.name=${name}`,
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: String(this.options.sampling ?? 0.1),
    };
  }

  /** @internal */
  public _check(scope: IConstruct, isNetworkRestricted: boolean): void {
    if (!this._isOn) {
      return;
    }
    if (!isHttpUrl(this.endpoint!)) {
      fail(scope, McpErrorCode.TRACING_INVALID, `tracing goes to "${this.endpoint}", which is no URL. Use one such as "http://otel-collector.monitoring.svc.cluster.local:4318".`);
    }
    const { sampling = 0, collectorPeer } = this.options;
    checkNeededPeer(scope, isNetworkRestricted, collectorPeer, 'tracing.collectorPeer', `traces go to "${this.endpoint}"`);
    if (!(sampling >= 0 && sampling <= 1)) {
      fail(scope, McpErrorCode.TRACING_INVALID, `tracing.sampling is ${sampling}. It is a share: use a number from 0 to 1, such as 0.1 for every tenth call.`);
    }
  }
}
