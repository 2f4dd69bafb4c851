/** The parts of JSON-RPC messages that are looked at; both SDKs' own types fit. */
export type RequestId = string | number;

export interface Message {
  readonly id?: RequestId | null;
  readonly method?: string;
  readonly params?: { readonly [key: string]: unknown };
  readonly result?: { readonly [key: string]: unknown };
  readonly error?: { readonly code: number; readonly message?: string };
}

/** What a message is, as the metric of messages has it. */
export type Kind = 'request' | 'notification' | 'response' | 'error';

export const KINDS: readonly Kind[] = ['request', 'notification', 'response', 'error'];

export function kindOf(message: Message): Kind {
  if (message.method !== undefined) {
    return message.id === undefined ? 'notification' : 'request';
  }
  return message.error === undefined ? 'response' : 'error';
}

/** The messages in a text that is one or a batch of them (protocol 2025-03-26 has batches); undefined where it is something else. */
export function batchIn<Each>(text: string, isMessage: (value: unknown) => value is Each): Each[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const messages: unknown[] = Array.isArray(value) ? value : [value];
  return messages.length > 0 && messages.every(isMessage) ? messages : undefined;
}
