import { agent } from './agent';
import { business } from './business';
import { DashboardContext } from './dashboard';
import { infrastructure } from './infrastructure';
import { overview } from './overview';
import { registry } from './registry';
import { DashboardJson, PanelJson } from './schema';
import { DashboardName } from './uids';

/** All that we have, in the order in which links show them. */
const MAKERS: Readonly<Record<DashboardName, (context: DashboardContext) => DashboardJson>> = {
  overview, agent, registry, infrastructure, business,
};

/** Their names. */
export const DASHBOARD_NAMES = Object.keys(MAKERS) as DashboardName[];

/** Which dashboards, and how they begin. */
export interface DashboardSettings {
  /** Those of ours that are left out, with every link to them. */
  readonly without?: readonly DashboardName[];
  /** The data source that is chosen at first, by name or uid. */
  readonly dataSource?: string;
}

/** One of our dashboards, as plain data. */
export interface Dashboard {
  readonly name: DashboardName;
  readonly uid: string;
  readonly title: string;
  readonly json: DashboardJson;
}

/** Our dashboards as plain data: what is delivered, and what tests and contracts read. */
export function dashboards({ without = [], dataSource }: DashboardSettings = {}): Dashboard[] {
  const names = DASHBOARD_NAMES.filter((name) => !without.includes(name));
  const context = { delivered: new Set(names), dataSource };
  return names.map((name) => {
    const json = MAKERS[name](context);
    return { name, uid: json.uid, title: json.title, json };
  });
}

/** Every panel that draws something, those in folded rows among them. */
export function panelsOf({ panels }: Pick<DashboardJson, 'panels'>): PanelJson[] {
  return panels.flatMap((panel) => (panel.type === 'row' ? panel.panels ?? [] : [panel]));
}
