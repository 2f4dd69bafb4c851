import { Message } from './messages.js';

/** How an operation ended, as labels have it. */
export interface Outcome {
  /** The low-cardinality class of the failure; empty where there was none, or where it was the caller's mistake. */
  readonly errorType: string;
  /** The code of the JSON-RPC error; empty where there was none. */
  readonly statusCode: string;
}

export const SUCCESS: Outcome = { errorType: '', statusCode: '' };

/** The caller took the request back. */
export const CANCELLED: Outcome = { errorType: 'cancelled', statusCode: '' };

/** The connection ended before the response. */
export const DISCONNECTED: Outcome = { errorType: 'disconnected', statusCode: '' };

/** Codes by which a server tells a caller of the caller's own mistake; OpenTelemetry's conventions count none as an error of the server. */
const CALLERS_MISTAKES = new Set([-32700, -32600, -32601, -32602, -32002]);

/** How the response to a request tells that it ended. */
export function outcomeOf(response: Message): Outcome {
  if (response.error) {
    const code = String(response.error.code);
    return { errorType: CALLERS_MISTAKES.has(response.error.code) ? '' : code, statusCode: code };
  }
  return response.result?.isError === true ? { errorType: 'tool_error', statusCode: '' } : SUCCESS;
}
