import {
  applyFieldOverrides, cacheFieldDisplayNames, createTheme, dateTime, FieldConfigOptionsRegistry, FieldType, getDisplayProcessor, getFieldDisplayValues,
  identityOverrideProcessor, standardTransformers, standardTransformersRegistry, ThemeContext, toDataFrame, transformDataFrame,
} from '@grafana/data';
import { BarGauge, BigValue, GlobalStyles, PanelChrome, TimeSeries, VizRepeater } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import { createRoot } from 'react-dom/client';
import { lastValueFrom } from 'rxjs';

/**
 * Draws one dashboard with Grafana's own parts: the node program beside this file says what to ask Prometheus, Grafana's packages
 * make fields of the answers and draw them.
 */
const theme = createTheme({ colors: { mode: 'light' } });
const GAP = 8;
const ROW = 30;
const PADDING = 16;

/** Properties of fields that our panels set, so that overrides of them are obeyed. */
const CUSTOM = ['lineStyle', 'fillOpacity', 'stacking', 'width', 'cellOptions', 'align', 'drawStyle', 'lineWidth', 'showPoints', 'spanNulls', 'inspect'];
const STANDARD = ['unit', 'min', 'max', 'decimals', 'thresholds', 'color', 'links', 'displayName'];

function property(path, isCustom) {
  return { id: isCustom ? `custom.${path}` : path, path, isCustom, name: path, editor: () => null, override: () => null, process: identityOverrideProcessor, shouldApply: () => true };
}
const registry = new FieldConfigOptionsRegistry(() => [...STANDARD.map((path) => property(path, false)), ...CUSTOM.map((path) => property(path, true))]);

/** Some stand there under two names. */
const transformers = [...new Map(Object.values(standardTransformers).map((transformation) => [transformation.id, transformation])).values()];
standardTransformersRegistry.setInit(() => transformers.map((transformation) => ({ id: transformation.id, name: transformation.name, transformation: async () => transformation, editor: () => null })));

/** Asks Prometheus for one query of a panel. */
async function answer({ url, legend, refId, isTable }) {
  const response = await fetch(url);
  const { status, error, data, warnings } = await response.json();
  if (status !== 'success') {
    throw new Error(`${refId}: ${error}`);
  }
  const infos = warnings ?? [];
  return { frames: isTable ? [tableFrame(data.result, refId)] : data.result.map((series) => seriesFrame(series, legend, refId)), infos };
}

function seriesFrame({ metric, values, value }, legend, refId) {
  const samples = values ?? [value];
  const name = nameOf(metric, legend);
  return toDataFrame({
    refId,
    name,
    fields: [
      { name: 'Time', type: FieldType.time, values: samples.map(([time]) => 1000 * time) },
      { name: 'Value', type: FieldType.number, labels: metric, config: { displayNameFromDS: name }, values: samples.map(([, text]) => number(text)) },
    ],
  });
}

/** As Grafana's Prometheus data source fills legends in. */
function nameOf(metric, legend) {
  return legend === undefined ? JSON.stringify(metric) : legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => metric[label] ?? '');
}

function tableFrame(result, refId) {
  const labels = [...new Set(result.flatMap(({ metric }) => Object.keys(metric)))].sort();
  return toDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: result.map(({ value: [time] }) => 1000 * time) },
      ...labels.map((label) => ({ name: label, type: FieldType.string, values: result.map(({ metric }) => metric[label] ?? '') })),
      { name: refId.startsWith('only') ? 'Value' : `Value #${refId}`, type: FieldType.number, values: result.map(({ value: [, text] }) => number(text)) },
    ],
  });
}

function number(text) {
  const value = Number(text.replace('Inf', 'Infinity'));
  return Number.isNaN(value) ? null : value;
}

/** The fields of a panel, as its transformations, units, thresholds and overrides make them. */
async function fieldsOf(panel, requests) {
  const answers = await Promise.all(requests.map(answer));
  const raw = answers.flatMap(({ frames }) => frames);
  const context = { interpolate: (text) => text };
  const transformed = panel.transformations ? await lastValueFrom(transformDataFrame(panel.transformations, raw, context)) : raw;
  const data = applyFieldOverrides({
    data: transformed,
    fieldConfig: panel.fieldConfig,
    fieldConfigRegistry: registry,
    replaceVariables: (text) => text,
    theme,
    timeZone: 'utc',
  });
  cacheFieldDisplayNames(data);
  return { data, samples: raw.reduce((sum, frame) => sum + frame.fields.at(-1).values.filter((value) => value !== null).length, 0), warnings: answers.flatMap(({ infos }) => infos) };
}

function Visualization({ panel, data, width, height, range }) {
  if (panel.type === 'timeseries') {
    return <TimeSeries frames={data} timeRange={range} timeZone="utc" width={width} height={height} legend={panel.options.legend} options={panel.options} />;
  }
  if (panel.type === 'table') {
    const sorted = panel.options.sortBy.map(({ displayName, desc }) => ({ displayName, desc }));
    return data[0] ? <TableNG data={data[0]} width={width} height={height} structureRev={1} cellHeight={panel.options.cellHeight} sortBy={sorted} fieldConfig={panel.fieldConfig} /> : null;
  }
  const values = getFieldDisplayValues({
    data, fieldConfig: panel.fieldConfig, reduceOptions: panel.options.reduceOptions, replaceVariables: (text) => text, theme, sparkline: panel.options.graphMode === 'area', timeZone: 'utc',
  });
  return panel.type === 'stat' ? stats(panel, values, width, height) : gauges(panel, values, width, height);
}

function stats({ options }, source, width, height) {
  const draw = ({ value: { display, sparkline }, width: w, height: h, count }) => (
    <BigValue value={count === 1 && options.textMode === 'auto' ? { ...display, title: undefined } : display} sparkline={sparkline} theme={theme} width={w} height={h} colorMode={options.colorMode}
      graphMode={options.graphMode} justifyMode={options.justifyMode} textMode={options.textMode} count={count} />
  );
  return <VizRepeater source={source} getValues={() => source} renderValue={draw} width={width} height={height} orientation="auto" renderCounter={0} />;
}

function gauges({ options }, source, width, height) {
  const draw = ({ value: { display, field }, width: w, height: h }) => (
    <BarGauge value={display} field={field} display={getDisplayProcessor({ field: { type: FieldType.number, config: field }, theme })} theme={theme} width={w} height={h} orientation={options.orientation}
      displayMode={options.displayMode} valueDisplayMode={options.valueMode} showUnfilled={options.showUnfilled} itemSpacing={8} lcdCellWidth={12} namePlacement={options.namePlacement} />
  );
  return <VizRepeater source={source} getValues={() => source} renderValue={draw} width={width} height={height} minVizHeight={options.minVizHeight} maxVizHeight={options.maxVizHeight}
    orientation={options.orientation} itemSpacing={8} renderCounter={0} />;
}

function Dashboard({ dashboard, drawn, width, range, chosen }) {
  const cell = (width - PADDING * 2) / 24;
  const height = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h)) * (ROW + GAP) + 90;
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <div id="dashboard" style={{ position: 'relative', width, height, background: theme.colors.background.canvas }}>
        <div style={{ padding: '12px 16px', font: '500 20px Inter, sans-serif' }}>{dashboard.title}
          <span style={{ float: 'right', font: '13px Inter, sans-serif', color: theme.colors.text.secondary }}>{chosen}</span>
        </div>
        {dashboard.panels.map((panel) => {
          const { x, y, w, h } = panel.gridPos;
          const place = { position: 'absolute', left: PADDING + x * cell, top: 54 + y * (ROW + GAP), width: w * cell - GAP, height: h * (ROW + GAP) - GAP };
          if (panel.type === 'row') {
            return <div key={panel.id} style={{ ...place, font: '500 15px Inter, sans-serif', paddingTop: 4 }}>{panel.collapsed ? '›' : '⌄'}&nbsp; {panel.title}</div>;
          }
          const { data, error } = drawn.get(panel.id);
          return (
            <div key={panel.id} style={place}>
              <PanelChrome title={panel.title} description={panel.description} width={place.width} height={place.height} statusMessage={error}>
                {(innerWidth, innerHeight) => (data ? <Visualization panel={panel} data={data} width={innerWidth} height={innerHeight} range={rangeOf(panel, range)} /> : <div>{error}</div>)}
              </PanelChrome>
            </div>
          );
        })}
      </div>
    </ThemeContext.Provider>
  );
}

/** Some panels look at a time of their own, up to the same end. */
function rangeOf({ timeFrom }, range) {
  if (timeFrom === undefined) {
    return range;
  }
  const from = dateTime(range.to).subtract(Number(timeFrom.slice(0, -1)), timeFrom.at(-1));
  return { from, to: range.to, raw: { from, to: range.to } };
}

async function main() {
  const { dashboard, requests, from, to, chosen } = await (await fetch(`/dashboard${location.search}`)).json();
  const width = 1600;
  const range = { from: dateTime(from), to: dateTime(to), raw: { from: dateTime(from), to: dateTime(to) } };
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');
  const drawn = new Map(await Promise.all(panels.map(async (panel) => {
    try {
      const { data, samples, warnings } = await fieldsOf(panel, requests[panel.id]);
      return [panel.id, { data, samples, warnings }];
    } catch (error) {
      return [panel.id, { error: error.message, samples: 0, warnings: [] }];
    }
  })));
  createRoot(document.getElementById('root')).render(<Dashboard dashboard={dashboard} drawn={drawn} width={width} range={range} chosen={chosen} />);
  await document.fonts.ready;
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))));
  window.drawn = panels.map(({ id, title }) => ({ id, title, samples: drawn.get(id).samples, error: drawn.get(id).error, warnings: drawn.get(id).warnings }));
}

main().catch((error) => { window.failed = String(error.stack); });
