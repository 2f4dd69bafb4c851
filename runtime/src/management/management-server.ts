import type { IncomingMessage, ServerResponse } from 'node:http';
import { PATHS } from '../contract.js';
import { Readiness } from './readiness.js';
import { Drain } from '../drain/drain.js';
import { answerText } from '../http/answers.js';
import { listen, Listening } from '../http/listen.js';

/**
 * Serves the kubelet: liveness, readiness, and the drain that a preStop hook asks for.
 *
 * The port is for the node alone, by NetworkPolicy: whoever reaches it can send the process away.
 */
export function startManagementServer(
  port: number, readiness: Pick<Readiness, 'check'>, drain: Pick<Drain, 'start' | 'isOver'>,
): Promise<Listening> {
  const routes: Record<string, (response: ServerResponse) => Promise<void> | void> = {
    [PATHS.LIVEZ]: (response) => answerText(response, 200, 'ok'),
    [PATHS.READYZ]: async (response) => {
      const unready = await readiness.check();
      answerText(response, unready === undefined ? 200 : 503, unready ?? 'ok');
    },
    [PATHS.DRAIN]: async (response) => {
      await drain.start('asked for');
      answerText(response, 200, 'drained');
    },
    [PATHS.DRAINED]: async (response) => answerText(response, 200, await drain.isOver() ? 'drained' : 'not draining'),
  };
  return listen(async (request: IncomingMessage, response: ServerResponse) => {
    const route = routes[request.url?.split('?')[0] ?? ''];
    await (route ? route(response) : answerText(response, 404, `Not found. There are: ${Object.keys(routes).join(', ')}.`));
  }, { port }, 'management', 'MCP_MANAGEMENT_PORT');
}
