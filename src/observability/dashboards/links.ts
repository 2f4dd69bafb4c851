import { DashboardLinkJson, DataLink } from './schema';
import { DashboardName, dashboardPath } from './uids';

/** The dashboards that are delivered: a link to one that is not would lead nowhere. */
export type Delivered = ReadonlySet<DashboardName>;

/** What is called what in the links at the top. */
export const TITLES: Readonly<Record<DashboardName, string>> = {
  overview: 'MCP / Overview',
  agent: 'MCP / Agent',
  registry: 'MCP / Registry',
  infrastructure: 'MCP / Infrastructure',
  business: 'MCP / Business',
};

/** Links to the other dashboards, which keep the time range and what was chosen. */
export function dashboardLinks(from: DashboardName, delivered: Delivered): DashboardLinkJson[] {
  return [...delivered].filter((name) => name !== from).map((name) => ({
    title: TITLES[name].replace('MCP / ', ''),
    type: 'link',
    url: dashboardPath(name),
    icon: 'dashboard',
    tooltip: TITLES[name],
    tags: [],
    asDropdown: false,
    targetBlank: false,
    includeVars: true,
    keepTime: true,
  }));
}

/** A link from an agent's row in a table to the dashboard of that agent; none where that is not delivered. */
export function agentLink(delivered: Delivered): readonly DataLink[] | undefined {
  if (!delivered.has('agent')) {
    return undefined;
  }
  const variables = { namespace: '${__data.fields.Namespace}', agent: '${__data.fields.Agent}' };
  return [{ title: 'Open this agent', url: `${dashboardPath('agent', variables)}&\${datasource:queryparam}&\${__url_time_range}` }];
}
