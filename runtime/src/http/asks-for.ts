import type { IncomingMessage } from 'node:http';

/** Whether a request is for a path, whatever its query is. */
export function asksFor({ url = '' }: IncomingMessage, path: string): boolean {
  return url.startsWith(path) && (url.length === path.length || url[path.length] === '?');
}
