import { Durations } from './families.js';
import { OTHER } from './known-names.js';
import { kindOf, Message, RequestId } from './messages.js';
import { MethodSeries, Observer, PROBE_HEADER } from './observer.js';
import { Arrival, NetworkTransport, Operation, Question } from './operation.js';
import { CANCELLED, DISCONNECTED, Outcome, outcomeOf, SUCCESS } from './outcome.js';

/** What is said over one transport, and by whom. */
export interface ConversationDetails {
  readonly networkTransport: NetworkTransport;
  /** The session's id, once there is one; a transport without sessions never has one. */
  sessionId(): string | undefined;
  /** Ends the transport. */
  close?(): Promise<void>;
  /** Whether the server has this tool, where it can be asked without calling it. */
  hasTool?(name: string): boolean;
  hasPrompt?(name: string): boolean;
}

/** The key of the protocol version that a request of the modern era carries in its body. */
const VERSION_META_KEY = 'io.modelcontextprotocol/protocolVersion';

interface Pending extends Operation {
  readonly series: MethodSeries;
}

interface Session {
  readonly id: string | undefined;
  readonly startedAt: number;
  readonly protocolVersion: string;
}

/**
 * Follows the messages of one transport, from the server's side: which requests are in flight, how each ended, and
 * whether there is a session.
 */
export class Conversation {
  private readonly pending = new Map<RequestId, Pending>();
  private readonly asked = new Map<RequestId, Question>();
  private protocolVersion = '';
  private session: Session | undefined;
  private isProbe = false;
  private isReplay = false;

  public constructor(private readonly observer: Observer, private readonly details: ConversationDetails) {}

  /** How many requests of the client have no response yet. */
  public get inFlight(): number {
    return this.pending.size;
  }

  /** The protocol version that the server chose; empty before. */
  public get version(): string {
    return this.protocolVersion;
  }

  /** Has a session told again what it was told in an earlier process: it is open then, and nothing of it is counted twice. */
  public async replay(tell: () => Promise<void>): Promise<void> {
    this.isReplay = true;
    try {
      await tell();
    } finally {
      this.isReplay = false;
    }
  }

  /** A message of the client arrived; returns the operation that it begins. */
  public received(message: Message, arrival?: Arrival): Operation | undefined {
    if (this.isReplay) {
      return undefined;
    }
    if (this.isProbe || this.isOfProbe(message, arrival)) {
      this.isProbe = true;
      return undefined;
    }
    const kind = kindOf(message);
    this.observer.messages.in[kind].value++;
    if (kind === 'request') {
      return this.begin(message, arrival);
    }
    if (kind === 'notification') {
      this.notified(message);
    } else if (message.id !== undefined && message.id !== null) {
      this.answered(message.id, outcomeOf(message));
    }
    return undefined;
  }

  /** The server sends a message. */
  public sent(message: Message): void {
    if (this.isProbe) {
      return;
    }
    if (this.isReplay) {
      this.replayed(message);
      return;
    }
    const kind = kindOf(message);
    this.observer.messages.out[kind].value++;
    if (kind === 'request') {
      this.ask(message);
    } else if (kind !== 'notification' && message.id !== undefined && message.id !== null) {
      this.end(message.id, outcomeOf(message), message);
    }
  }

  /** The transport closed: nothing that is in flight will be answered. */
  public closed(): void {
    [...this.pending.keys()].forEach((id) => this.end(id, DISCONNECTED));
    [...this.asked.keys()].forEach((id) => this.answered(id, DISCONNECTED));
    if (this.session) {
      const { id, startedAt, protocolVersion } = this.session;
      this.session = undefined;
      if (id !== undefined) {
        this.observer.sessionListener?.closed(id);
      }
      this.observer.metrics.sessionsActive.of().value--;
      this.observer.metrics.sessionDuration.of(protocolVersion, '', this.details.networkTransport).observe(secondsSince(startedAt));
    }
  }

  /** A request that the client does not wait for any more. The SDKs send no response to it. */
  public cancelled(id: RequestId): void {
    this.end(id, CANCELLED);
  }

  /** A request that ended without a message that says so, as a transport may tell by other means. */
  public settle(id: RequestId, outcome: Outcome): void {
    this.end(id, outcome);
  }

  private begin(message: Message, arrival?: Arrival): Operation {
    const id = message.id!;
    // A client that uses an id twice gets one of the responses; the first request must not stay in flight for ever.
    this.end(id, DISCONNECTED);
    const method = message.method!;
    const operation: Pending = {
      id,
      method,
      target: targetOf(message),
      request: message,
      startedAt: performance.now(),
      sessionId: this.details.sessionId(),
      protocolVersion: this.versionOf(message, arrival),
      principal: arrival?.principal,
      arrival,
      networkTransport: this.details.networkTransport,
      series: this.observer.method(method),
    };
    operation.series.inFlight.value++;
    this.pending.set(id, operation);
    for (const listener of this.observer.listeners) {
      listener.started?.(operation);
    }
    return operation;
  }

  private end(id: RequestId, outcome: Outcome, response?: Message): void {
    const operation = this.pending.get(id);
    if (!operation) {
      return;
    }
    this.pending.delete(id);
    operation.series.inFlight.value--;
    if (response?.result) {
      this.learn(operation, response.result);
    }
    this.durations(operation, outcome).observe(secondsSince(operation.startedAt), operation.exemplar);
    for (const listener of this.observer.listeners) {
      listener.ended?.(operation, outcome, response);
    }
  }

  private notified({ method, params }: Message): void {
    const id = params?.requestId;
    if (method === 'notifications/cancelled' && (typeof id === 'string' || typeof id === 'number')) {
      this.cancelled(id);
    }
  }

  /** The server asks something of its client. */
  private ask({ id, method }: Message): void {
    const question: Question = {
      id: id!,
      method: method!,
      startedAt: performance.now(),
      sessionId: this.details.sessionId(),
      networkTransport: this.details.networkTransport,
    };
    this.asked.set(question.id, question);
    for (const listener of this.observer.listeners) {
      listener.asked?.(question);
    }
  }

  /** The client answered a request of the server. */
  private answered(id: RequestId, outcome: Outcome): void {
    const question = this.asked.get(id);
    if (question) {
      this.asked.delete(id);
      const method = this.observer.method(question.method).label;
      const { errorType, statusCode } = outcome;
      this.observer.metrics.clientOperationDuration.of(method, errorType, statusCode, this.protocolVersion, this.details.networkTransport)
        .observe(secondsSince(question.startedAt));
      for (const listener of this.observer.listeners) {
        listener.answered?.(question, outcome);
      }
    }
  }

  /** What a result tells of the server and of the session. */
  private learn({ method, target, request, principal }: Pending, result: { readonly [key: string]: unknown }): void {
    switch (method) {
      case 'initialize':
        this.protocolVersion = this.observer.protocolVersion(result.protocolVersion);
        if (this.open(principal)) {
          this.observer.metrics.sessions.of(this.observer.clientName(clientInfoOf(request)?.name)).value++;
        }
        break;
      case 'tools/list':
        namesIn(result.tools).forEach((name) => this.observer.tools.learn(name));
        break;
      case 'prompts/list':
        namesIn(result.prompts).forEach((name) => this.observer.prompts.learn(name));
        break;
      case 'tools/call':
        if (result.isError !== true && target !== undefined) {
          this.observer.tools.learn(target);
        }
        break;
      case 'prompts/get':
        if (target !== undefined) {
          this.observer.prompts.learn(target);
        }
        break;
      default:
        this.observer.learnMethod(method);
    }
  }

  /** The server answered `initialize`; false where that opens no session. */
  private open(principal?: string): boolean {
    const id = this.details.sessionId();
    // A server without sessions answers initialize too.
    if (this.session || (this.details.networkTransport === 'tcp' && id === undefined)) {
      return false;
    }
    this.session = { id, startedAt: performance.now(), protocolVersion: this.protocolVersion };
    if (id !== undefined) {
      this.observer.sessionListener?.opened({ id, principal, close: async () => this.details.close?.() });
    }
    this.observer.metrics.sessionsActive.of().value++;
    return true;
  }

  private replayed({ result }: Message): void {
    if (result?.protocolVersion !== undefined) {
      this.protocolVersion = this.observer.protocolVersion(result.protocolVersion);
      this.open();
    }
  }

  private isOfProbe(message: Message, arrival?: Arrival): boolean {
    const { probeVersion } = this.observer;
    return arrival?.header?.(PROBE_HEADER) === probeVersion || (message.method === 'initialize' && clientInfoOf(message)?.version === probeVersion);
  }

  private versionOf({ params }: Message, arrival?: Arrival): string {
    const meta = params?._meta as Record<string, unknown> | undefined;
    const named = meta?.[VERSION_META_KEY];
    if (named !== undefined) {
      return this.observer.protocolVersion(named);
    }
    return this.protocolVersion || this.observer.protocolVersion(arrival?.protocolVersion);
  }

  /** The series that an operation counts in; that of a success, as nearly all are, is found without its labels. */
  private durations({ method, target, protocolVersion }: Pending, outcome: Outcome): Durations {
    const { networkTransport } = this.details;
    const { succeeded, label } = this.observer.method(method); // it may have been learnt meanwhile
    const name = this.nameOf(method, target);
    const version = protocolVersion || this.protocolVersion;
    const known = outcome === SUCCESS && succeeded[networkTransport].get(name)?.get(version);
    if (known) {
      return known;
    }
    const [tool, prompt] = method === 'tools/call' ? [name, ''] : ['', name];
    const durations = this.observer.metrics.operationDuration.of(
      label, tool, prompt, outcome.errorType, outcome.statusCode, version, networkTransport);
    if (outcome === SUCCESS) {
      keep(succeeded[networkTransport], name, version, durations);
    }
    return durations;
  }

  /** The name of the tool or prompt as a label: one that the server has; empty for methods that have none. */
  private nameOf(method: string, target: string | undefined): string {
    const isTool = method === 'tools/call';
    if (!isTool && method !== 'prompts/get') {
      return '';
    }
    const known = isTool ? this.observer.tools : this.observer.prompts;
    if (target === undefined) {
      return OTHER;
    }
    if (!known.has(target) && (isTool ? this.details.hasTool?.(target) : this.details.hasPrompt?.(target))) {
      known.learn(target);
    }
    return known.labelOf(target);
  }
}

function keep(succeeded: Map<string, Map<string, Durations>>, name: string, version: string, durations: Durations): void {
  succeeded.set(name, (succeeded.get(name) ?? new Map()).set(version, durations));
}

function clientInfoOf({ params }: Message): { name?: unknown; version?: unknown } | undefined {
  return params?.clientInfo as { name?: unknown; version?: unknown } | undefined;
}

function targetOf({ method, params }: Message): string | undefined {
  const named = method === 'tools/call' || method === 'prompts/get';
  return named && typeof params?.name === 'string' ? params.name : undefined;
}

function namesIn(list: unknown): string[] {
  return Array.isArray(list) ? list.map(({ name }) => name).filter((name) => typeof name === 'string') : [];
}

function secondsSince(milliseconds: number): number {
  return (performance.now() - milliseconds) / 1000;
}
