import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/**
 * The class that a failed call is counted in: `HTTP 503`, `JSON-RPC -32602`, the network's or the SDK's own code such as `ECONNRESET`
 * or `SEND_FAILED`, or else the message.
 */
export function classOf(error) {
  const status = httpStatusOf(error);
  if (status !== undefined) return `HTTP ${status}`;
  if (typeof error.code === 'number') return `JSON-RPC ${error.code}`;
  return causesOf(error).findLast(({ code }) => typeof code === 'string')?.code ?? error.message;
}

/** The status that the server refused a request with, by either SDK. */
export function httpStatusOf(error) {
  return error instanceof StreamableHTTPError ? error.code : error.status;
}

/** An error and what caused it, the root last: `fetch` says only "fetch failed" itself. */
function causesOf(error) {
  return error ? [error, ...causesOf(error.cause)] : [];
}
