import { batchIn, Message } from '../observation/messages.js';

/** The messages in a text that is one or a batch of them; undefined where it is no JSON-RPC. */
export function messagesIn(text: string): Message[] | undefined {
  return batchIn(text, isMessage);
}

/** Whether a message has the shape on which observation relies; its content is whatever it is. */
function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  const { id, method, result, error } = value as Record<string, unknown>;
  if (typeof method === 'string') {
    return id === undefined || isId(id);
  }
  return method === undefined && (isId(id) || id === null || id === undefined) && (isObject(result) || isError(error));
}

function isId(id: unknown): boolean {
  return typeof id === 'string' || typeof id === 'number';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isError(value: unknown): boolean {
  return isObject(value) && typeof (value as { code?: unknown }).code === 'number';
}
