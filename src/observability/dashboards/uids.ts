/**
 * The dashboards by what they show, as Grafana knows them: a uid stays for good, since links, bookmarks and alerts hold it.
 */
export const DASHBOARD_UIDS = {
  /** Is everything well, and where is it not: all agents beside each other. */
  overview: 'mcp-overview',
  /** One agent: methods, tools, protocol eras, sessions, streams, drain. */
  agent: 'mcp-agent',
  /** The registry: its requests, its capacity, its database pool. */
  registry: 'mcp-registry',
  /** What agents run on: CPU, memory, network, storage, nodes. */
  infrastructure: 'mcp-infrastructure',
  /** Who uses which agents and tools, when, and how that grows. */
  business: 'mcp-business',
} as const;

/** One of our dashboards. */
export type DashboardName = keyof typeof DASHBOARD_UIDS;

/** The path of a dashboard within a Grafana; `variables` preset its own: `{ namespace: '{{ $labels.namespace }}' }`. */
export function dashboardPath(name: DashboardName, variables: Record<string, string> = {}): string {
  const query = Object.entries(variables).map(([variable, value]) => `var-${variable}=${value}`).join('&');
  return `/d/${DASHBOARD_UIDS[name]}${query && `?${query}`}`;
}
