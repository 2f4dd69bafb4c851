import { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ownServers } from '../http/listen.js';

/** Lets the program answer a request, as it would have without us. */
export type PassOn = (request: IncomingMessage, response: ServerResponse) => void;

export interface RequestsFollowed {
  readonly passOn: PassOn;
  /** The port of the program's server: the one that was expected, else the first that it listened on. */
  readonly port: () => number | undefined;
}

/** Answers a request before the program does; false where it is the program's. */
export type Before = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Where a request keeps the server that it came to. */
const SERVER = Symbol('server');

type Followed = IncomingMessage & { [SERVER]?: Server };

/**
 * Puts `before` before every HTTP server of the program.
 *
 * A server emits `request` for each one; express, fastify and all others listen to that. Nothing of the program is
 * replaced.
 */
export function followRequests(expected: number, before: Before): RequestsFollowed {
  const ports: number[] = [];
  const emit = Server.prototype.emit as (this: Server, event: string | symbol, ...args: unknown[]) => boolean;
  Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]): boolean {
    if (event === 'listening' && !ownServers.has(this)) {
      ports.push((this.address() as AddressInfo).port);
    }
    if (event !== 'request' || ownServers.has(this)) {
      return emit.call(this, event, ...args);
    }
    const [request, response] = args as [Followed, ServerResponse];
    request[SERVER] = this;
    return before(request, response) || emit.call(this, event, request, response);
  };
  return {
    passOn: (request: Followed, response) => {
      emit.call(request[SERVER]!, 'request', request, response);
    },
    port: () => ports.includes(expected) ? expected : ports[0],
  };
}
