import { headersToClient } from './headers.js';
import { Passage } from './passage.js';
import { Upstream } from './upstream.js';
import { Route } from '../http/front.js';

/**
 * Passes on what a server that asks for tokens itself says of where to get them. It is public by its nature; no other
 * path beside the MCP endpoint is passed on.
 */
export function wellKnown(upstream: Upstream): Route {
  return (request, response) => {
    const { url = '', method } = request;
    if (!url.startsWith('/.well-known/') || (method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS')) {
      return false;
    }
    new Passage({
      request,
      response,
      upstream: upstream.request(request, url),
      listener: { asks() {}, asked() {}, answers() {}, tells() {}, ended() {}, unanswered: () => [] },
      mostBytes: 0,
      headersOf: (answer) => headersToClient(answer, (id) => id),
    }).begin();
    return true;
  };
}
