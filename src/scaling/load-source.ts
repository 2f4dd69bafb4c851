import { IConstruct } from 'constructs';
import { KedaAuthentication } from './keda-authentication';
import { PrometheusAdapterRules } from './prometheus-adapter-rules';
import { fail, McpErrorCode } from '../validation/failure';
import { isHttpUrl } from '../validation/values';

/** How KEDA asks a Prometheus. */
export interface KedaOptions {
  /** Where Prometheus is asked, such as "http://prometheus-operated.monitoring.svc:9090". */
  readonly prometheusUrl: string;

  /**
   * How KEDA proves who it is.
   *
   * @default KedaAuthentication.none()
   */
  readonly authentication?: KedaAuthentication;

  /**
   * Whether any certificate of Prometheus is believed, as one that a proxy made for itself is.
   *
   * @default false
   */
  readonly unsafeSsl?: boolean;
}

/** What the library itself knows of KEDA's way to Prometheus. */
export interface KedaSource {
  readonly prometheusUrl: string;
  readonly authentication: KedaAuthentication;
  readonly unsafeSsl: boolean;
}

/** How the stack's Prometheus is asked by scalers; its namespace makes the rest of the address. */
export const SCALERS = { service: 'mcp-prometheus-scalers', port: 8444, authentication: 'mcp-prometheus' } as const;

/**
 * Who reads load that the kubelet does not know of, and where. An agent that an McpObservability monitors has its source from there;
 * CPU and memory need none.
 */
export class LoadSource {
  /** KEDA, which asks a Prometheus. */
  public static keda(options: KedaOptions): LoadSource {
    const { authentication = KedaAuthentication.none(), prometheusUrl, unsafeSsl = false } = options;
    return new LoadSource({ prometheusUrl, authentication, unsafeSsl });
  }

  /**
   * KEDA, which asks the Prometheus of an `Observability.stack`: what agents of another repository than the stack's say.
   *
   * @param namespace of the stack, "monitoring" where it says nothing
   */
  public static stack(namespace: string = 'monitoring'): LoadSource {
    return LoadSource.keda({
      prometheusUrl: `https://${SCALERS.service}.${namespace}.svc:${SCALERS.port}`,
      authentication: KedaAuthentication.clusterTriggerAuthentication(SCALERS.authentication),
      // The proxy before it makes its own certificate.
      unsafeSsl: true,
    });
  }

  /**
   * prometheus-adapter, on a cluster that has it and no KEDA: an HorizontalPodAutoscaler on metrics of pods and external ones.
   * It is on its way out, and KEDA is its successor.
   *
   * @param rules what the adapter must be told, as a ConfigMap; one for all agents of a cluster
   */
  public static prometheusAdapter(rules: PrometheusAdapterRules): LoadSource {
    return new LoadSource(undefined, rules);
  }

  private constructor(
    /** @internal */
    public readonly _keda: KedaSource | undefined,
    /** @internal */
    public readonly _adapter?: PrometheusAdapterRules,
  ) {}

  /** @internal */
  public _check(scope: IConstruct): void {
    if (!this._keda) {
      return;
    }
    const { authentication, prometheusUrl } = this._keda;
    if (!isHttpUrl(prometheusUrl) || prometheusUrl.endsWith('/')) {
      fail(scope, McpErrorCode.SCALING_INVALID,
        `LoadSource.keda has the prometheusUrl "${prometheusUrl}". Use one without a closing "/", such as "http://prometheus-operated.monitoring.svc:9090".`);
    }
    authentication._check(scope);
  }
}
