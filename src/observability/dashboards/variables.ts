import { DataSourceReference, VariableJson } from './schema';

/** Every query asks the data source that the reader chose: a fixed uid would bind a dashboard to one Grafana. */
export const DATA_SOURCE: DataSourceReference = { type: 'prometheus', uid: '${datasource}' };

/** Which Prometheus; `preset` is the name or uid of the one that is chosen at first. */
export function dataSourceVariable(preset?: string): VariableJson {
  return {
    name: 'datasource',
    label: 'Data source',
    type: 'datasource',
    query: 'prometheus',
    regex: '',
    multi: false,
    includeAll: false,
    hide: 0,
    refresh: 1,
    options: [],
    ...(preset !== undefined && { current: { selected: true, text: preset, value: preset } }),
  };
}

/** A choice among the values of a label. */
interface LabelVariable {
  readonly name: string;
  readonly label: string;
  /** `label_values(METRIC, LABEL)` of Grafana's Prometheus data source. */
  readonly query: string;
  /** Several at once, or all; otherwise exactly one. */
  readonly several: boolean;
}

export function labelVariable({ name, label, query, several }: LabelVariable): VariableJson {
  return {
    name,
    label,
    type: 'query',
    datasource: DATA_SOURCE,
    definition: query,
    query: { query, refId: `variable-${name}`, qryType: 1 },
    regex: '',
    // Also when the range changes: what was there last week may be gone today.
    refresh: 2,
    sort: 1,
    hide: 0,
    multi: several,
    includeAll: several,
    options: [],
    ...(several && { allValue: '.*', current: { selected: true, text: ['All'], value: ['$__all'] } }),
  };
}

/**
 * What every agent has, whatever runs in it: operations by the convention once it was asked something, and readiness from
 * the start where it has our runtime.
 */
const AGENTS = '{__name__=~"mcp_server_operation_duration_seconds_count|mcp_server_ready", agent!="", namespace=~"$namespace"}';

export const NAMESPACE = labelVariable({
  name: 'namespace',
  label: 'Namespace',
  query: 'label_values({__name__=~"mcp_server_operation_duration_seconds_count|mcp_server_ready", agent!=""}, namespace)',
  several: true,
});

export const AGENTS_CHOSEN = labelVariable({ name: 'agent', label: 'Agent', query: `label_values(${AGENTS}, agent)`, several: true });

/** The same choice, but of exactly one value: where panels show what one agent has. */
export function single({ allValue, current, ...variable }: VariableJson): VariableJson {
  return { ...variable, name: variable.name, type: variable.type, multi: false, includeAll: false };
}
