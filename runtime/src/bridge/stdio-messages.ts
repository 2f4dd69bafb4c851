import { batchIn, Message } from '../observation/messages.js';

/** A message with all that JSON-RPC asks for, which is what goes over a wire. */
export type WireMessage = Message & { readonly jsonrpc: '2.0' };

/** A message as a line of a stdio server's input. JSON escapes every newline within. */
export function lineOf(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

/** The messages in a line of a stdio server's output, or undefined where it is something else. */
export function messagesIn(line: string): readonly WireMessage[] | undefined {
  return batchIn(line, isMessage);
}

function isMessage(value: unknown): value is WireMessage {
  if (typeof value !== 'object' || value === null || (value as { jsonrpc?: unknown }).jsonrpc !== '2.0') {
    return false;
  }
  const { id, method, result, error } = value as Record<string, unknown>;
  const hasId = typeof id === 'string' || typeof id === 'number';
  if (method !== undefined) {
    return typeof method === 'string' && (id === undefined || hasId);
  }
  return isObject(error) ? typeof error.code === 'number' && (hasId || id === null || id === undefined) : hasId && isObject(result);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
