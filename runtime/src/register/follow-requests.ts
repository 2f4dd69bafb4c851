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

/**
 * Puts `before` before every HTTP server of the program.
 *
 * A server emits `request` for each one; express, fastify and all others listen to that. Nothing of the program is
 * replaced.
 */
export function followRequests(expected: number, before: Before): RequestsFollowed {
  const passes = new WeakMap<IncomingMessage, () => void>();
  const ports: number[] = [];
  const { emit } = Server.prototype;
  Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]): boolean {
    const original = () => (emit as (...all: unknown[]) => boolean).call(this, event, ...args);
    if (ownServers.has(this)) {
      return original();
    }
    if (event === 'listening') {
      ports.push((this.address() as AddressInfo).port);
    }
    const [request, response] = args as [IncomingMessage, ServerResponse];
    if (event !== 'request') {
      return original();
    }
    passes.set(request, original);
    return before(request, response) || original();
  };
  return { passOn: (request) => passes.get(request)?.(), port: () => ports.includes(expected) ? expected : ports[0] };
}
