import { DashboardDelivery } from './delivery';
import { DashboardName } from './uids';

/** One of the dashboards that come with the library. */
export enum McpDashboard {
  /** Is everything well, and where is it not: all agents beside each other. */
  OVERVIEW = 'overview',
  /** One agent: methods, tools, protocol eras, sessions, streams, drain. */
  AGENT = 'agent',
  /** The registry: its requests, its capacity, its database pool. */
  REGISTRY = 'registry',
  /** What agents run on: CPU, memory, network, storage, nodes. */
  INFRASTRUCTURE = 'infrastructure',
  /** Who uses which agents and tools, when, and how that grows. */
  BUSINESS = 'business',
}

/** Which dashboards there are, and how they come into Grafana. */
export interface DashboardOptions {
  /**
   * How they come into Grafana.
   *
   * @default DashboardDelivery.configMaps(), which the sidecar of Grafana's chart and of kube-prometheus-stack finds
   */
  readonly delivery?: DashboardDelivery;

  /**
   * Those of the library's that are left out, with every link to them.
   *
   * @default - none
   */
  readonly without?: McpDashboard[];

  /**
   * Dashboards of your own, delivered the same way: by name, the JSON that Grafana exports.
   *
   * @default - none
   */
  readonly own?: Record<string, string>;

  /**
   * The Prometheus data source that is chosen when a dashboard is opened, by its name or uid in Grafana.
   *
   * @default - Grafana's default one
   */
  readonly dataSource?: string;
}

/** The enum's values are the names that the rest of the code uses. */
export function dashboardNames(dashboards: readonly McpDashboard[] = []): DashboardName[] {
  return dashboards.map((dashboard) => dashboard as DashboardName);
}
