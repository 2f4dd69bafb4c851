import type { IncomingMessage } from 'node:http';
import { withoutHeaders } from './headers.js';
import { McpRequest } from '../http/served.js';

/** The header in which a pod tells another one of its workload who sent a request; it is heard on the port for peers alone. */
export const AUTH_HEADER = 'mcp-agent-auth';

/** What a pod found out about a request, for the one that will answer it; none where nobody had to prove anything. */
export function authHeader({ auth }: McpRequest): string | undefined {
  return auth === undefined ? undefined : Buffer.from(JSON.stringify(auth)).toString('base64url');
}

const forwarded = new WeakSet<IncomingMessage>();

/** Whether a request came here by way of another pod. */
export function isForwarded(request: IncomingMessage): boolean {
  return forwarded.has(request);
}

/** Believes a peer: takes the header from the request, and notes what it says where the SDKs look for it. */
export function takeAuth(request: McpRequest): void {
  const given = request.headers[AUTH_HEADER];
  strip(request);
  forwarded.add(request);
  if (typeof given === 'string') {
    request.auth = JSON.parse(Buffer.from(given, 'base64url').toString('utf8')) as never;
  }
}

/** Removes the header where anybody may have written it. */
export function strip(request: IncomingMessage): void {
  if (request.headers[AUTH_HEADER] !== undefined) {
    delete request.headers[AUTH_HEADER];
    request.rawHeaders = withoutHeaders(request.rawHeaders, new Set([AUTH_HEADER]));
  }
}
