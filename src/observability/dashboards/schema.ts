/**
 * What we write of Grafana's dashboard schema v1, as plain data. A test holds every dashboard against the types of
 * Grafana's own SDK, which is too large, and too generic for jsii, to be a dependency.
 */

export type JsonObject = { readonly [key: string]: unknown };

/** The version of the schema that Grafana 12 writes; older and newer Grafanas migrate it when they load it. */
export const SCHEMA_VERSION = 41;

/** A link of a panel or a field; `${__data.fields.agent}` and the like stand for what was clicked. */
export interface DataLink {
  readonly title: string;
  readonly url: string;
}

/** Settings of the fields that a matcher finds. */
export interface FieldOverride {
  readonly matcher: { readonly id: string; readonly options: string };
  readonly properties: ReadonlyArray<{ readonly id: string; readonly value: unknown }>;
}

/** What is done to the answers of a panel's queries before they are drawn. */
export interface Transformation {
  readonly id: string;
  readonly options: JsonObject;
}

export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface DataSourceReference {
  readonly type: string;
  readonly uid: string;
}

export interface TargetJson {
  readonly refId: string;
  readonly datasource: DataSourceReference;
  readonly expr: string;
  readonly range: boolean;
  readonly instant: boolean;
  readonly format: 'time_series' | 'table';
  readonly legendFormat?: string;
  readonly exemplar?: boolean;
  readonly interval?: string;
}

export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: GridPosition;
  readonly description?: string;
  readonly datasource?: DataSourceReference;
  readonly targets?: readonly TargetJson[];
  readonly fieldConfig?: { readonly defaults: JsonObject; readonly overrides: readonly FieldOverride[] };
  readonly options?: JsonObject;
  readonly transformations?: readonly Transformation[];
  readonly timeFrom?: string;
  /** Of a row: whether it is folded, and what is in it then. */
  readonly collapsed?: boolean;
  readonly panels?: readonly PanelJson[];
}

export interface VariableJson extends JsonObject {
  readonly name: string;
  readonly type: string;
}

export interface AnnotationJson extends JsonObject {
  readonly name: string;
  readonly expr?: string;
}

export interface DashboardLinkJson extends JsonObject {
  readonly title: string;
  readonly url: string;
}

export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly schemaVersion: number;
  readonly editable: boolean;
  readonly graphTooltip: number;
  readonly refresh: string;
  readonly timezone: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly templating: { readonly list: readonly VariableJson[] };
  readonly annotations: { readonly list: readonly AnnotationJson[] };
  readonly links: readonly DashboardLinkJson[];
  readonly panels: readonly PanelJson[];
}
