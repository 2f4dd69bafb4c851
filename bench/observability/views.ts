import { END } from './series';
import { DashboardName } from '../../src/observability/dashboards/uids';
import { View } from '../../tools/dashboards/requests';

const HOUR = 3600;

/** What a reader looks at: six hours of what is scraped, fifteen days of what is recorded; all agents, or the busiest one. */
export const VIEWS: Readonly<Record<DashboardName, View>> = {
  overview: { from: END - 6 * HOUR, to: END },
  agent: { from: END - 6 * HOUR, to: END, variables: { namespace: 'search', agent: 'weather' } },
  registry: { from: END - 6 * HOUR, to: END },
  infrastructure: { from: END - 6 * HOUR, to: END },
  business: { from: END - 15 * 24 * HOUR, to: END },
};
