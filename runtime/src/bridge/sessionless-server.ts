import { LOG_LEVEL_META_KEY, Server } from '@modelcontextprotocol/server';
import { Fields, KeptClient } from './kept-client.js';
import { Message } from '../observation/messages.js';

/**
 * An SDK's server, for one request that has no session, before a process that is kept: this is how a stdio server of the
 * legacy era answers clients of the modern one. The SDK checks what that era asks for and answers `server/discover`; all
 * else the process answers.
 */
export async function sessionlessServer(kept: KeptClient): Promise<Server> {
  const { serverInfo, capabilities, instructions } = await kept.initialized();
  const server = new Server(serverInfo as never, {
    capabilities: withoutSessions(capabilities as Fields),
    instructions: instructions as string | undefined,
  });
  server.fallbackRequestHandler = ({ method, params }, { mcpReq: { signal, notify, envelope } }) => kept.ask(method, params, {
    signal,
    notified: (notification) => {
      if (isWanted(notification, envelope)) {
        notify({ method: notification.method, params: notification.params } as never).catch(() => {}); // a client that is gone
      }
    },
  }) as never;
  return server;
}

/** Of the modern era: logs go to requests that ask for them, from the level that they name; the legacy era has no envelope. */
function isWanted({ method, params }: Message, envelope: Fields | undefined): boolean {
  if (method !== 'notifications/message' || envelope === undefined) {
    return true;
  }
  const least = LOG_LEVELS.indexOf(envelope[LOG_LEVEL_META_KEY]);
  return least >= 0 && LOG_LEVELS.indexOf(params?.level) >= least;
}

/** From the least to the most severe. */
const LOG_LEVELS: readonly unknown[] = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];

/** What needs a session is not offered without one: subscriptions to a resource, and tasks of the legacy era. */
function withoutSessions({ tasks: _tasks, resources, ...others }: Fields): Fields {
  return { ...others, ...resources ? { resources: { ...resources as Fields, subscribe: undefined } } : {} };
}
