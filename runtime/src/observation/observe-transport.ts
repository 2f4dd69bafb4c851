import { Arrival, Conversation, ConversationDetails } from './conversation.js';
import { guarded } from './guarded.js';
import { Message } from './messages.js';
import { Observer } from './observer.js';
import { principalOf } from './principal.js';

/** What a transport hands over with a message; the SDKs differ in how they give the request's headers. */
interface Extra {
  readonly authInfo?: unknown;
  readonly requestInfo?: { readonly headers?: Record<string, string | string[] | undefined> };
  readonly request?: { readonly headers: { get(name: string): string | null } };
}

/** The parts of a transport that both SDKs' transports have. */
export interface TransportLike {
  onmessage?: (message: never, extra?: never) => void;
  onclose?: () => void;
  sessionId?: string;
  start(): Promise<void>;
  send(message: never, options?: never): Promise<void>;
  close?(): Promise<void>;
}

const observed = new WeakMap<TransportLike, Conversation>();

/** The conversation of a transport that is observed. */
export function conversationOf(transport: TransportLike): Conversation | undefined {
  return observed.get(transport);
}

/**
 * Follows all that goes over a transport, from its start on.
 *
 * The transport stays the object that it is, and a message the object that it is: the SDK knows its per-request
 * transports by identity. When `start` is called the SDK has put its own handlers in place, in both majors; ours go
 * around those.
 */
export function observeTransport(transport: TransportLike, observer: Observer, names: Pick<ConversationDetails, 'hasTool' | 'hasPrompt'> = {}): void {
  if (observed.has(transport)) {
    return;
  }
  const conversation = new Conversation(observer, {
    ...names,
    networkTransport: isStdio(transport) ? 'pipe' : 'tcp',
    sessionId: () => transport.sessionId,
    close: async () => transport.close?.(),
  });
  observed.set(transport, conversation);
  const start = transport.start;
  transport.start = function (this: TransportLike) {
    transport.start = start;
    follow(transport, conversation, observer);
    return start.call(this);
  };
}

function follow(transport: TransportLike, conversation: Conversation, observer: Observer): void {
  const guard = guarded(observer.metrics);
  const { onmessage, onclose, send } = transport;
  transport.onmessage = (message: never, extra?: never) => {
    const operation = guard(() => conversation.received(message, arrivalOf(extra)));
    if (operation && observer.enter) {
      observer.enter(operation, () => onmessage?.call(transport, message, extra));
    } else {
      onmessage?.call(transport, message, extra);
    }
  };
  transport.onclose = () => {
    guard(() => conversation.closed());
    onclose?.call(transport);
  };
  transport.send = function (this: TransportLike, message: never, options?: never) {
    guard(() => conversation.sent(message as Message));
    return send.call(this, message, options);
  };
}

function arrivalOf(extra: Extra | undefined): Arrival | undefined {
  if (!extra) {
    return undefined;
  }
  const header = (name: string) => {
    const value = extra.requestInfo?.headers?.[name] ?? extra.request?.headers.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return { header, protocolVersion: header('mcp-protocol-version'), principal: principalOf(extra.authInfo) };
}

/** The stdio transports of both SDKs read a stream, which no other transport does. */
function isStdio(transport: object): boolean {
  return transport.constructor.name.startsWith('Stdio');
}
