import type { ServerResponse } from 'node:http';

/**
 * Has the client close the connection after this response, and open its next one elsewhere: a balancer of connections,
 * such as a Service, takes a pod off its list for new connections alone.
 */
export function lastResponse(response: ServerResponse): void {
  response.shouldKeepAlive = false;
  const writeHead = response.writeHead;
  response.writeHead = function (this: ServerResponse, ...args: never[]) {
    response.writeHead = writeHead;
    // The SDKs ask to keep the connections of streams, which would win.
    return (writeHead as (...all: unknown[]) => ServerResponse).apply(this, args.map(withoutConnection));
  } as typeof writeHead;
}

function withoutConnection(argument: unknown): unknown {
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) {
    return argument;
  }
  return Object.fromEntries(Object.entries(argument).filter(([name]) => name.toLowerCase() !== 'connection'));
}
