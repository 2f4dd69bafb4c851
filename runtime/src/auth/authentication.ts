import { Route } from '../http/front.js';
import { Guard } from '../http/guard.js';
import { Log } from '../logging/log.js';
import { Metrics } from '../observation/metrics.js';
import { Settings } from '../settings/settings.js';

/** What stands on the MCP port where tokens are asked for; nothing where they are not. */
export interface Authentication {
  readonly guards: readonly Guard[];
  readonly routes: readonly Route[];
}

/** Where refusals and failures are told. */
export interface AuthenticationReports {
  readonly metrics: Metrics;
  readonly log: Log;
}

/** What verifies tokens is loaded where tokens are asked for alone: the others would carry its memory for nothing. */
export async function authentication(settings: Settings, reports: AuthenticationReports): Promise<Authentication> {
  if (!settings.oauth) {
    return { guards: [], routes: [] };
  }
  const { protectedResource } = await import('./protected-resource.js');
  return protectedResource({ ...settings, oauth: settings.oauth }, reports);
}
