import { AnnotatedSeries, annotations, CHOSEN_AGENTS } from './annotations';
import { layOut, Row } from './layout';
import { dashboardLinks, Delivered, TITLES } from './links';
import { DashboardJson, SCHEMA_VERSION, VariableJson } from './schema';
import { DASHBOARD_UIDS, DashboardName } from './uids';
import { dataSourceVariable } from './variables';

/** What a dashboard is made with. */
export interface DashboardContext {
  /** Our dashboards that are delivered, this one among them. */
  readonly delivered: Delivered;
  /** The data source that is chosen at first, by name or uid; Grafana's default one where it is left out. */
  readonly dataSource?: string;
}

/** What one dashboard says of itself. */
export interface DashboardSpec {
  readonly name: DashboardName;
  readonly description: string;
  /** How far back it looks at first: `now-6h`. */
  readonly from: string;
  /** How often it asks anew; never where it is empty. */
  readonly refresh: string;
  /** Beside the data source. */
  readonly variables: readonly VariableJson[];
  /** @default - those of the agents that were chosen */
  readonly annotated?: AnnotatedSeries;
  readonly rows: readonly Row[];
}

/** A dashboard as Grafana loads it. */
export function dashboardJson(spec: DashboardSpec, context: DashboardContext): DashboardJson {
  const { name, description, from, refresh, variables, rows, annotated = CHOSEN_AGENTS } = spec;
  return {
    uid: DASHBOARD_UIDS[name],
    title: TITLES[name],
    description,
    tags: ['mcp'],
    schemaVersion: SCHEMA_VERSION,
    editable: true,
    // A cross-hair on all panels at once: what happened at the same time stands out.
    graphTooltip: 1,
    refresh,
    timezone: 'browser',
    time: { from, to: 'now' },
    templating: { list: [dataSourceVariable(context.dataSource), ...variables] },
    annotations: { list: annotations(annotated) },
    links: dashboardLinks(name, context.delivered),
    panels: layOut(rows),
  };
}
