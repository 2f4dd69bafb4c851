import { Conversation, ConversationDetails } from './conversation.js';
import { Message } from './messages.js';
import { Observer } from './observer.js';
import { Arrival, NetworkTransport } from './operation.js';
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

/** Where a transport keeps what is said over it. */
const CONVERSATION = Symbol('conversation');

type Observed = TransportLike & { [CONVERSATION]?: Conversation };

/** The conversation of a transport that is observed. */
export function conversationOf(transport: Observed): Conversation | undefined {
  return transport[CONVERSATION];
}

/**
 * Follows all that goes over a transport, from its start on.
 *
 * The transport stays the object that it is, and a message the object that it is: the SDK knows its per-request
 * transports by identity. When `start` is called the SDK has put its own handlers in place, in both majors; ours go
 * around those.
 *
 * @param server who is connected to it, and may know the names of its tools and prompts
 */
export function observeTransport(transport: Observed, observer: Observer, server: object): void {
  if (transport[CONVERSATION]) {
    return;
  }
  const conversation = new Conversation(observer, new Details(transport, server));
  transport[CONVERSATION] = conversation;
  const start = transport.start;
  transport.start = function (this: TransportLike) {
    transport.start = start;
    follow(transport, conversation, observer);
    return start.call(this);
  };
}

/** What a transport and the server at its end tell of a conversation. */
class Details implements ConversationDetails {
  public readonly networkTransport: NetworkTransport;

  public constructor(private readonly transport: TransportLike, private readonly server: object) {
    this.networkTransport = isStdio(transport) ? 'pipe' : 'tcp';
  }

  public sessionId(): string | undefined {
    return this.transport.sessionId;
  }

  public async close(): Promise<void> {
    await this.transport.close?.();
  }

  public hasTool(name: string): boolean {
    return isRegistered(this.server, '_registeredTools', name);
  }

  public hasPrompt(name: string): boolean {
    return isRegistered(this.server, '_registeredPrompts', name);
  }
}

/**
 * Asks an `McpServer` for what is registered with it. The fields are private, and alike in both SDKs; without them a
 * name is known once it was listed, or called with success.
 */
function isRegistered(server: object, field: string, name: string): boolean {
  const names = (server as Record<string, unknown>)[field];
  return typeof names === 'object' && names !== null && Object.hasOwn(names, name);
}

function follow(transport: TransportLike, conversation: Conversation, observer: Observer): void {
  const { onmessage, onclose, send } = transport;
  transport.onmessage = (message: never, extra?: never) => {
    const operation = observer.guard(() => conversation.received(message, extra && new HttpArrival(extra)));
    if (operation && observer.enter) {
      observer.enter(operation, () => onmessage?.call(transport, message, extra));
    } else {
      onmessage?.call(transport, message, extra);
    }
  };
  transport.onclose = () => {
    observer.guard(() => conversation.closed());
    onclose?.call(transport);
  };
  transport.send = function (this: TransportLike, message: never, options?: never) {
    observer.guard(() => conversation.sent(message as Message));
    return send.call(this, message, options);
  };
}

/** What a message came with, read when it is asked for. */
class HttpArrival implements Arrival {
  public constructor(private readonly extra: Extra) {}

  public get protocolVersion(): string | undefined {
    return this.header('mcp-protocol-version');
  }

  public get principal(): string | undefined {
    return principalOf(this.extra.authInfo);
  }

  public header(name: string): string | undefined {
    const value = this.extra.requestInfo?.headers?.[name] ?? this.extra.request?.headers.get(name);
    return typeof value === 'string' ? value : undefined;
  }
}

/** The stdio transports of both SDKs read a stream, which no other transport does. */
function isStdio(transport: object): boolean {
  return transport.constructor.name.startsWith('Stdio');
}
