import { PanelSpec, Query, refId, thresholdSteps } from './panel';
import { JsonObject, PanelJson, TargetJson } from './schema';
import { DATA_SOURCE } from './variables';

/** Panels under one title. */
export interface Row {
  readonly title: string;
  readonly panels: readonly PanelSpec[];
  /** Folded until it is clicked: its queries cost nothing before. */
  readonly collapsed?: boolean;
}

const COLUMNS = 24;

/** Places rows below each other, and in each its panels from left to right, and gives all of them their ids. */
export function layOut(rows: readonly Row[]): PanelJson[] {
  const placed: PanelJson[] = [];
  let id = 1;
  let y = 0;
  for (const { title, panels, collapsed = false } of rows) {
    const row = { id: id++, type: 'row', title, collapsed, gridPos: { x: 0, y, w: COLUMNS, h: 1 } };
    const within = inLines(panels, y + 1).map(({ panel, ...place }) => panelJson(panel, id++, place));
    placed.push({ ...row, panels: collapsed ? within : [] }, ...(collapsed ? [] : within));
    y = collapsed ? y + 1 : Math.max(...within.map(({ gridPos }) => gridPos.y + gridPos.h));
  }
  return placed;
}

interface Placed {
  readonly panel: PanelSpec;
  readonly x: number;
  readonly y: number;
}

/** From left to right, and below where a line is full. */
function inLines(panels: readonly PanelSpec[], top: number): Placed[] {
  let [x, y, height] = [0, top, 0];
  return panels.map((panel) => {
    if (x + panel.width > COLUMNS) {
      [x, y, height] = [0, y + height, 0];
    }
    const place = { panel, x, y };
    x += panel.width;
    height = Math.max(height, panel.height);
    return place;
  });
}

function panelJson(panel: PanelSpec, id: number, { x, y }: { x: number; y: number }): PanelJson {
  const { type, title, description, width, height, options, transformations, overrides = [], timeFrom } = panel;
  return {
    id,
    type,
    title,
    description,
    gridPos: { x, y, w: width, h: height },
    datasource: DATA_SOURCE,
    targets: panel.queries.map((query, index) => target(query, index, type === 'table')),
    fieldConfig: { defaults: fieldDefaults(panel), overrides },
    options,
    ...(transformations && { transformations }),
    ...(timeFrom && { timeFrom }),
  };
}

function fieldDefaults({ unit, min, max, decimals, steps = [{ color: 'text' }], color, custom }: PanelSpec): JsonObject {
  return {
    unit,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(decimals !== undefined && { decimals }),
    ...(color && { color: { mode: color } }),
    thresholds: { mode: 'absolute', steps: thresholdSteps(steps) },
    ...(custom && { custom }),
  };
}

function target({ expr, legend, instant = false, exemplar, interval }: Query, index: number, isTable: boolean): TargetJson {
  const atOnce = instant || isTable;
  return {
    refId: refId(index),
    datasource: DATA_SOURCE,
    expr,
    range: !atOnce,
    instant: atOnce,
    format: isTable ? 'table' : 'time_series',
    ...(legend !== undefined && { legendFormat: legend }),
    ...(exemplar && { exemplar }),
    ...(interval && { interval }),
  };
}
