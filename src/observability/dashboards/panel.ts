import { DataLink, FieldOverride, JsonObject, Transformation } from './schema';

/** One query of a panel, in PromQL. */
export interface Query {
  readonly expr: string;
  /** What the series is called, `{{label}}` standing for a label's value; Grafana's own name of all labels where it is left out. */
  readonly legend?: string;
  /** Asks for one point in time, the end of the range, instead of the whole of it. */
  readonly instant?: boolean;
  /** Asks for exemplars too, which lead from a point to a trace. */
  readonly exemplar?: boolean;
  /** The shortest step, such as `5m`: no shorter than the interval at which a recorded series has samples. */
  readonly interval?: string;
}

/** A step of a threshold: its colour holds from `from` on; the first one holds below all of them. */
export interface Step {
  readonly color: 'green' | 'yellow' | 'orange' | 'red' | 'blue' | 'text';
  readonly from?: number;
}

/** What every panel says. */
export interface PanelProps {
  readonly title: string;
  /** What it shows and how to read it: the little "i" of the panel. */
  readonly description: string;
  /** Grafana's id of a unit: `reqps`, `s`, `percentunit`, `bytes`, `short`. */
  readonly unit: string;
  /** Columns of the 24 that the panel takes. */
  readonly width: number;
  readonly queries: readonly Query[];
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  readonly steps?: readonly Step[];
  /** Looks at this much time whatever range is chosen, such as `24h`. */
  readonly timeFrom?: string;
}

/** A panel but for its id and its place, which the layout gives. */
export interface PanelSpec extends PanelProps {
  readonly type: 'timeseries' | 'stat' | 'bargauge' | 'table';
  /** Rows of the grid, of 30 pixels each. */
  readonly height: number;
  readonly options: JsonObject;
  readonly custom?: JsonObject;
  readonly overrides?: readonly FieldOverride[];
  readonly transformations?: readonly Transformation[];
  readonly color?: string;
}

/** Lines over time. */
export interface TimeSeriesProps extends PanelProps {
  /** Piles the series up, where their sum means something. */
  readonly stacked?: boolean;
  /** Series that are drawn as a dashed line, such as limits, by their legend. */
  readonly limits?: readonly string[];
}

/** Lines over time. */
export function timeSeries({ stacked = false, limits = [], ...props }: TimeSeriesProps): PanelSpec {
  return {
    ...props,
    type: 'timeseries',
    height: 8,
    color: 'palette-classic',
    custom: {
      drawStyle: 'line',
      lineWidth: 1,
      fillOpacity: stacked ? 40 : 0,
      showPoints: 'never',
      // A gap of one scrape is no gap; one of minutes is.
      spanNulls: 120_000,
      stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
    },
    overrides: limits.map((name) => ({
      matcher: { id: 'byName', options: name },
      properties: [
        { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
        { id: 'custom.fillOpacity', value: 0 },
        { id: 'custom.stacking', value: { mode: 'none', group: 'limits' } },
        { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } },
      ],
    })),
    options: {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

export interface StatProps extends PanelProps {
  /** Rows of the grid: 4 where nothing is said. */
  readonly height?: number;
  /** Shows the name of the series in place of its value, or beside it. */
  readonly text?: 'auto' | 'name' | 'value_and_name';
}

/** One number, and over a range its course behind it. */
export function stat({ text = 'auto', height = 4, ...props }: StatProps): PanelSpec {
  const isInstant = props.queries.every(({ instant }) => instant);
  return {
    ...props,
    type: 'stat',
    height,
    color: 'thresholds',
    options: {
      colorMode: 'value',
      graphMode: isInstant ? 'none' : 'area',
      justifyMode: 'auto',
      orientation: 'auto',
      textMode: text,
      wideLayout: true,
      showPercentChange: false,
      percentChangeColorMode: 'standard',
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
    },
  };
}

/** Bars beside each other, the longest first where the query sorts. */
export function bars(props: PanelProps): PanelSpec {
  return {
    ...props,
    type: 'bargauge',
    height: 8,
    min: props.min ?? 0,
    color: 'continuous-BlPu',
    options: {
      displayMode: 'basic',
      orientation: 'horizontal',
      valueMode: 'color',
      namePlacement: 'auto',
      showUnfilled: true,
      sizing: 'auto',
      minVizWidth: 8,
      minVizHeight: 14,
      maxVizHeight: 24,
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      legend: { displayMode: 'list', placement: 'bottom', showLegend: false, calcs: [] },
    },
  };
}

/** A column of a table: a label that tells rows apart, or the value of one query. */
export interface Column {
  readonly title: string;
  /** Where the column has a unit of its own. */
  readonly unit?: string;
  readonly decimals?: number;
  readonly steps?: readonly Step[];
  readonly links?: readonly DataLink[];
  readonly width?: number;
}

export interface TableProps extends PanelProps {
  readonly height?: number;
  /** Labels that become columns, in this order, by name. */
  readonly labels: Readonly<Record<string, Column>>;
  /** The values, one for each query, in the order of the queries. */
  readonly values: readonly Column[];
  /** The column by whose value rows are sorted, largest first. */
  readonly sortBy?: string;
}

/** A table: one row for each set of labels, one column for each label and query. */
export function table({ labels, values, sortBy, height = 9, ...props }: TableProps): PanelSpec {
  const single = props.queries.length === 1;
  const valueNames = props.queries.map((_, index) => single ? 'Value' : `Value #${refId(index)}`);
  const order = [...Object.keys(labels), ...valueNames];
  const renamed = Object.fromEntries([
    ...Object.entries(labels).map(([label, { title }]) => [label, title]),
    ...values.map(({ title }, index) => [valueNames[index], title]),
  ]);
  return {
    ...props,
    type: 'table',
    height,
    custom: { align: 'auto', cellOptions: { type: 'auto' }, inspect: false },
    overrides: [...Object.values(labels), ...values].flatMap(columnOverride),
    transformations: [
      ...(single ? [] : [{ id: 'merge', options: {} }]),
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true },
          indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
          renameByName: renamed,
        },
      },
    ],
    options: {
      frameIndex: 0,
      showHeader: true,
      cellHeight: 'sm',
      sortBy: sortBy ? [{ displayName: sortBy, desc: true }] : [],
    },
  };
}

function columnOverride({ title, unit, decimals, steps, links, width }: Column): FieldOverride[] {
  const properties = [
    ...(unit ? [{ id: 'unit', value: unit }] : []),
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(steps ? [
      { id: 'thresholds', value: { mode: 'absolute', steps: thresholdSteps(steps) } },
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
      { id: 'color', value: { mode: 'thresholds' } },
    ] : []),
    ...(links ? [{ id: 'links', value: links }] : []),
    ...(width ? [{ id: 'custom.width', value: width }] : []),
  ];
  return properties.length === 0 ? [] : [{ matcher: { id: 'byName', options: title }, properties }];
}

/** Steps as Grafana's schema has them: the first has no lower bound. */
export function thresholdSteps(steps: readonly Step[]): JsonObject[] {
  return steps.map(({ color, from }) => ({ color, value: from ?? null }));
}

/** A, B, C: how Grafana tells the queries of a panel apart. */
export function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
