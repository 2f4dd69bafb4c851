import type { IncomingMessage } from 'node:http';

/** The header by which a request names its session; the legacy era alone has sessions. */
export const SESSION_HEADER = 'mcp-session-id';

/** The first version of the modern era. Versions are dates, so they compare as texts. */
const MODERN = '2026-07-28';

/** Whether a request is of the modern era, in which every request names its version and its method in headers. */
export function isModern({ headers }: IncomingMessage): boolean {
  const version = headers['mcp-protocol-version'];
  return typeof version === 'string' && version >= MODERN && headers['mcp-method'] !== undefined;
}

/** The session that a request names. */
export function sessionIdOf({ headers }: IncomingMessage): string | undefined {
  const id = headers[SESSION_HEADER];
  return typeof id === 'string' ? id : undefined;
}

/** Whether the response to a request stays open for as long as the client likes: nobody waits for its end. */
export function isSubscription(request: IncomingMessage): boolean {
  return request.method === 'GET' || isListen(request);
}

/** Whether a request subscribes to notifications, as the modern era does it. */
export function isListen({ headers }: IncomingMessage): boolean {
  return headers['mcp-method'] === 'subscriptions/listen';
}
