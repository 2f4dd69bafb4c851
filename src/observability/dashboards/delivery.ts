import { ApiObject, ApiObjectMetadata, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { completeAfterSerialization } from '../../serialization';
import { fail, McpErrorCode } from '../../validation/failure';
import { checkLabels } from '../../validation/labels';
import { seconds } from '../../validation/values';

/** How ConfigMaps tell Grafana's sidecar that they hold dashboards. */
export interface DashboardConfigMapOptions {
  /**
   * Labels by which the sidecar finds the ConfigMaps.
   *
   * @default { grafana_dashboard: '1' }, as in the charts of Grafana and kube-prometheus-stack
   */
  readonly labels?: Record<string, string>;

  /**
   * The folder that they lie in, for a sidecar that is told to read it (`sidecar.dashboards.folderAnnotation: grafana_folder`).
   *
   * @default 'MCP'
   */
  readonly folder?: string;
}

/** How grafana-operator finds the Grafana that dashboards are for. */
export interface GrafanaOperatorOptions {
  /** Labels of the `Grafana` resources that get the dashboards. The operator never lets them be changed later. */
  readonly instanceLabels: Record<string, string>;

  /**
   * The folder that they lie in.
   *
   * @default 'MCP'
   */
  readonly folder?: string;

  /**
   * How often the operator writes them anew, so that changes by hand don't last.
   *
   * @default Duration.minutes(10), the operator's own
   */
  readonly resyncPeriod?: Duration;
}

/** A file with a dashboard: its name without `.json`, and its content. */
export interface DashboardFile {
  readonly name: string;
  readonly content: string;
}

type Way = 'configMaps' | 'grafanaOperator' | 'mounted';

/** How dashboards come into a Grafana. */
export class DashboardDelivery {
  /** As ConfigMaps, one for each dashboard, which the sidecar of Grafana's chart finds by a label. */
  public static configMaps(options: DashboardConfigMapOptions = {}): DashboardDelivery {
    return new DashboardDelivery('configMaps', options);
  }

  /**
   * As `GrafanaDashboard` resources of grafana-operator (`grafana.integreatly.org/v1beta1`). They are validated against its
   * definitions; no test ran them under the operator.
   */
  public static grafanaOperator(options: GrafanaOperatorOptions): DashboardDelivery {
    return new DashboardDelivery('grafanaOperator', undefined, options);
  }

  /** As ConfigMaps that a Grafana of the library's own mounts. */
  public static mounted(): DashboardDelivery {
    return new DashboardDelivery('mounted', { labels: {} });
  }

  private constructor(
    private readonly way: Way,
    private readonly sidecar: DashboardConfigMapOptions = {},
    private readonly operator?: GrafanaOperatorOptions,
  ) {}

  /** @internal */
  public get _isMounted(): boolean {
    return this.way === 'mounted';
  }

  /** @internal */
  public _check(scope: Construct): void {
    checkLabels(scope, 'dashboards.delivery.labels', this.sidecar.labels);
    checkLabels(scope, 'dashboards.delivery.instanceLabels', this.operator?.instanceLabels);
    if (this.operator && Object.keys(this.operator.instanceLabels ?? {}).length === 0) {
      fail(scope, McpErrorCode.DASHBOARD_INVALID,
        'dashboards.delivery has no instanceLabels, and would put its dashboards into every Grafana that the operator runs. Give the labels of the Grafana resource that they are for.');
    }
  }

  /**
   * The object with one dashboard.
   *
   * @internal
   */
  public _object(scope: Construct, metadata: ApiObjectMetadata & { readonly name: string }, file: DashboardFile): ApiObject {
    const object = this.operator ? this.resource(scope, metadata, file, this.operator) : this.configMap(scope, metadata, file);
    completeAfterSerialization(object);
    return object;
  }

  private configMap(scope: Construct, metadata: ApiObjectMetadata, { name, content }: DashboardFile): ApiObject {
    const { labels = { grafana_dashboard: '1' }, folder = 'MCP' } = this.sidecar;
    return new ApiObject(scope, name, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        ...metadata,
        labels: { ...metadata.labels, ...labels },
        ...(!this._isMounted && { annotations: { ...metadata.annotations, grafana_folder: folder } }),
      },
      data: { [`${name}.json`]: content },
    });
  }

  private resource(scope: Construct, metadata: ApiObjectMetadata, file: DashboardFile, options: GrafanaOperatorOptions): ApiObject {
    const { name, content } = file;
    const { instanceLabels, folder = 'MCP', resyncPeriod } = options;
    return new ApiObject(scope, name, {
      apiVersion: 'grafana.integreatly.org/v1beta1',
      kind: 'GrafanaDashboard',
      metadata,
      spec: {
        instanceSelector: { matchLabels: instanceLabels },
        // The Grafana is seldom in the namespace of those who make dashboards.
        allowCrossNamespaceImport: true,
        folder,
        ...(resyncPeriod && { resyncPeriod: `${seconds(scope, 'dashboards.delivery.resyncPeriod', resyncPeriod, 1)}s` }),
        json: content,
      },
    });
  }
}
