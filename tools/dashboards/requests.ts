import { DashboardJson, PanelJson, TargetJson } from '../../src/observability/dashboards/schema';

/** What a reader looks at: a range of time, in seconds since 1970, and what was chosen above. */
export interface View {
  readonly from: number;
  readonly to: number;
  /** By name; a variable that is not here is "All". */
  readonly variables?: Readonly<Record<string, string>>;
  /** Seconds between two scrapes, as the data source has it. */
  readonly scrapeInterval?: number;
}

/** One query as Grafana would send it. */
export interface PanelRequest {
  readonly dashboard: string;
  readonly panelId: number;
  readonly panel: string;
  readonly refId: string;
  readonly expr: string;
  readonly legend?: string;
  readonly isTable: boolean;
  /** The path and parameters of Prometheus' API. */
  readonly url: string;
}

/** Pixels of a wide screen; a panel asks for no more points than it has. */
const SCREEN = 1600;
const COLUMNS = 24;

/** Steps that Grafana rounds to, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** All queries of a dashboard, those of folded rows among them where `unfolded`. */
export function requestsOf(json: DashboardJson, view: View, unfolded = true): PanelRequest[] {
  return panels(json, unfolded).flatMap((panel) => (panel.targets ?? []).map((target) => request(json, panel, target, view)));
}

function panels({ panels: top }: DashboardJson, unfolded: boolean): PanelJson[] {
  return top.flatMap((panel) => (panel.type !== 'row' ? [panel] : unfolded ? panel.panels ?? [] : []));
}

function request(json: DashboardJson, panel: PanelJson, target: TargetJson, view: View): PanelRequest {
  const from = panel.timeFrom ? view.to - duration(panel.timeFrom) : view.from;
  const step = stepOf(view.to - from, (SCREEN * panel.gridPos.w) / COLUMNS, target.interval, view);
  const expr = filledIn(target.expr, step, view.to - from, view);
  const aligned = (time: number) => Math.floor(time / step) * step;
  const parameters = target.instant
    ? { query: expr, time: view.to }
    : { query: expr, start: aligned(from), end: aligned(view.to), step };
  const search = new URLSearchParams(Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]));
  return {
    dashboard: json.title,
    panelId: panel.id,
    panel: panel.title,
    // A table with one query calls its value "Value", one with several "Value #A".
    refId: panel.type === 'table' && panel.targets?.length === 1 ? `only ${target.refId}` : target.refId,
    expr,
    legend: target.legendFormat,
    isTable: target.format === 'table',
    url: `/api/v1/${target.instant ? 'query' : 'query_range'}?${search}`,
  };
}

function stepOf(range: number, points: number, shortest: string | undefined, { scrapeInterval = 15 }: View): number {
  const least = Math.max(range / points, shortest ? duration(shortest) : scrapeInterval);
  return STEPS.find((step) => step >= least) ?? Math.ceil(least / 86_400) * 86_400;
}

/** Grafana's own variables, and those of the dashboard, "All" being anything. */
function filledIn(expr: string, step: number, range: number, { variables = {}, scrapeInterval = 15 }: View): string {
  const own: Record<string, string> = {
    __rate_interval: `${Math.max(step + scrapeInterval, 4 * scrapeInterval)}s`,
    __interval: `${step}s`,
    __range: `${range}s`,
  };
  return expr.replace(/\$(\w+)/g, (_, name: string) => own[name] ?? variables[name] ?? '.*');
}

function duration(text: string): number {
  return Number(text.slice(0, -1)) * SECONDS[text.at(-1)!];
}
