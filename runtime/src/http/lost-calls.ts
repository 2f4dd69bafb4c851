import type { ServerResponse } from 'node:http';
import { CODES } from './answers.js';

/** Calls whose answer will never come, and how their answer would have come. */
export interface LostCalls {
  /** The calls that wait for this response; none where it can't be told. */
  readonly ids: readonly (string | number)[];
  /** Whether the response had begun, as an event stream. */
  readonly isStream: boolean;
  /** What the callers are told. */
  readonly message: string;
}

/**
 * Ends a response whose rest will never come, and tells each call that waits for it: a stream that merely ends leaves a
 * client waiting for its own time-out.
 */
export function answerLost(response: ServerResponse, { ids, isStream, message }: LostCalls): void {
  if (response.writableEnded || response.destroyed) {
    return;
  }
  const errors = (ids.length > 0 ? ids : [null]).map((id) => ({ jsonrpc: '2.0', error: { code: CODES.REFUSED, message }, id }));
  if (!response.headersSent) {
    response.writeHead(502, { 'content-type': 'application/json' }).end(JSON.stringify(errors.length > 1 ? errors : errors[0]));
  } else if (isStream) {
    // An event that was cut in two ends here; its reader skips what it can't read.
    response.end(ids.length > 0 ? `\n\n${errors.map(event).join('')}` : undefined);
  } else {
    response.destroy();
  }
}

/** A message as an event of a stream. */
export function event(message: object): string {
  return `event: message\ndata: ${JSON.stringify(message)}\n\n`;
}
