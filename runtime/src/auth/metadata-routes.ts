import type { IncomingMessage, ServerResponse } from 'node:http';
import { IssuerMetadata } from './issuer-metadata.js';
import { Route } from '../http/front.js';

export interface ResourceOptions {
  /** This resource, as clients know it; taken from the request where it is not known. */
  readonly resource: string | undefined;
  /** The path of the MCP endpoint on its port. */
  readonly path: string;
  readonly issuer: string;
  readonly scopes: readonly string[];
  /** The agent's name. */
  readonly name: string | undefined;
  readonly issuerMetadata: () => Promise<IssuerMetadata>;
}

const RESOURCE = '/.well-known/oauth-protected-resource';
const ISSUER = '/.well-known/oauth-authorization-server';

/** Any page may read the metadata: they are public, and a client in a browser needs them before it has a token. */
const HEADERS = { 'content-type': 'application/json', 'access-control-allow-origin': '*' };

/** Serves what tells clients where they get a token: this resource's metadata (RFC 9728), and the issuer's own (RFC 8414). */
export function metadataRoutes(options: ResourceOptions): Route[] {
  return [
    (request, response) => pathOf(request).startsWith(RESOURCE) && isOurs(options, request)
      && answered(request, response, () => ({
        resource: resourceOf(options, request),
        authorization_servers: [options.issuer],
        ...options.scopes.length > 0 ? { scopes_supported: options.scopes } : {},
        bearer_methods_supported: ['header'],
        ...options.name === undefined ? {} : { resource_name: options.name },
      })),
    // Clients of the specification of 2025-03-26 look for the issuer here, and nowhere else.
    (request, response) => pathOf(request) === ISSUER && answered(request, response, options.issuerMetadata),
  ];
}

/** Where the metadata of the resource are, as the client of a request reaches them. */
export function metadataUrlOf(options: Pick<ResourceOptions, 'resource' | 'path'>, request: IncomingMessage): string {
  const { origin, pathname } = new URL(resourceOf(options, request));
  return `${origin}${RESOURCE}${pathname === '/' ? '' : pathname}`;
}

/** The root, the endpoint's own path, and its path as clients know it: a gateway may have cut its first part off. */
function isOurs({ resource, path }: ResourceOptions, request: IncomingMessage): boolean {
  const rest = pathOf(request).slice(RESOURCE.length);
  return rest === '' || rest === path || (resource !== undefined && rest === new URL(resource).pathname);
}

/** For the client's eyes only: what a token must be for never comes from a request. */
function resourceOf({ resource, path }: Pick<ResourceOptions, 'resource' | 'path'>, { headers, socket }: IncomingMessage): string {
  if (resource !== undefined) {
    return resource;
  }
  const proto = String(headers['x-forwarded-proto'] ?? '').split(',')[0].trim();
  const origin = `${proto === 'https' ? 'https' : 'http'}://${headers.host}`;
  const local = `http://localhost:${socket.localPort}`;
  return new URL(path, URL.canParse(origin) ? new URL(origin).origin : local).href;
}

function answered(request: IncomingMessage, response: ServerResponse, document: () => unknown): true {
  if (request.method === 'OPTIONS') {
    response.writeHead(204, { ...HEADERS, 'access-control-allow-methods': 'GET, OPTIONS', 'access-control-allow-headers': '*' }).end();
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...HEADERS, allow: 'GET, HEAD, OPTIONS' }).end();
  } else {
    Promise.resolve().then(document).then(
      (found) => response.writeHead(200, HEADERS).end(JSON.stringify(found)),
      () => response.writeHead(503, HEADERS).end(JSON.stringify({ error: 'temporarily_unavailable' })),
    );
  }
  return true;
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?')[0];
}
