import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Answers with plain text: for people and the kubelet. */
export function answerText(response: ServerResponse, status: number, text: string, headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(`${text}\n`);
}

/** Answers as MCP does where no request can be named: a JSON-RPC error with the id null. */
export function answerError(
  response: ServerResponse, status: number, code: number, message: string, headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null }));
}

/** JSON-RPC codes that MCP servers use for refusals of the transport. */
export const CODES = { REFUSED: -32000, SESSION_NOT_FOUND: -32001, PARSE_ERROR: -32700, INVALID_REQUEST: -32600 } as const;
