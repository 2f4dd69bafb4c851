import { randomUUID } from 'node:crypto';
import { Durations, Value } from './families.js';
import { guarded } from './guarded.js';
import { KnownNames, METHODS, OTHER } from './known-names.js';
import { Kind, KINDS } from './messages.js';
import { Metrics } from './metrics.js';
import { NetworkTransport, Operation, OperationListener } from './operation.js';

/** How many client names are counted apart, as names that clients choose must be bounded. */
const CLIENT_NAMES = 50;

/** How many protocol versions are counted apart: there are five, and a caller may write any. */
const PROTOCOL_VERSIONS = 10;

/** The header by which our own probe is known where a request alone tells who asks; its value is the observer's `probeVersion`. */
export const PROBE_HEADER = 'mcp-agent-probe';

/** The series that the operations of one method count in. */
export interface MethodSeries {
  readonly label: string;
  readonly inFlight: Value;
  /** By transport, target and protocol version: the durations of what went well, which is nearly all. */
  readonly succeeded: Readonly<Record<NetworkTransport, Map<string, Map<string, Durations>>>>;
}

/** A session that was opened. */
export interface OpenedSession {
  readonly id: string;
  /** Whoever opened it, where they proved who they are. */
  readonly principal: string | undefined;
  close(): Promise<void>;
}

/** What is told of sessions as they come and go. */
export interface SessionListener {
  opened(session: OpenedSession): void;
  closed(sessionId: string): void;
}

/** What all conversations of a process share: its metrics, what they may be labelled by, and who else listens. */
export class Observer {
  public readonly tools = new KnownNames();
  public readonly prompts = new KnownNames();
  public readonly listeners: OperationListener[] = [];
  public sessionListener: SessionListener | undefined;
  /** Runs what handles an operation in the context of its span; set where tracing is on. */
  public enter: ((operation: Operation, run: () => void) => void) | undefined;
  /** Whoever calls itself by this version, which nobody else knows, is our own probe, which no metric counts. */
  public readonly probeVersion = randomUUID();
  /** Runs what observes. */
  public readonly guard: <Result>(observe: () => Result) => Result | undefined;
  /** The count of messages by direction and kind. */
  public readonly messages: Record<'in' | 'out', Record<Kind, Value>>;

  private readonly methods = new KnownNames(METHODS, METHODS.length + 50);
  private readonly clients = new KnownNames([], CLIENT_NAMES);
  private readonly versions = new KnownNames([], PROTOCOL_VERSIONS);
  private readonly bound = new Map<string, MethodSeries>();

  public constructor(public readonly metrics: Metrics) {
    this.guard = guarded(metrics);
    const series = (direction: string) => KINDS.map((kind) => [kind, metrics.messages.of(kind, direction)]);
    const counts = (direction: string): Record<Kind, Value> => Object.fromEntries(series(direction));
    this.messages = { in: counts('in'), out: counts('out') };
  }

  /** How many requests of clients have no response yet. */
  public get inFlight(): number {
    return [...this.bound.values()].reduce((total, { inFlight }) => total + inFlight.value, 0);
  }

  /** The series of a method, which count as `_OTHER` until the server has answered it once. */
  public method(name: string): MethodSeries {
    const label = this.methods.labelOf(name);
    let series = this.bound.get(label);
    if (!series) {
      series = { label, inFlight: this.metrics.operationsInFlight.of(label), succeeded: { tcp: new Map(), pipe: new Map() } };
      this.bound.set(label, series);
    }
    return series;
  }

  public learnMethod(name: string): void {
    this.methods.learn(name);
  }

  public clientName(name: unknown): string {
    return typeof name === 'string' && name !== '' ? this.clients.admit(name.slice(0, 80)) : OTHER;
  }

  /** A version as a label: only dates are versions. */
  public protocolVersion(version: unknown): string {
    return typeof version === 'string' && /^\d{4}-\d\d-\d\d$/.test(version) ? this.versions.admit(version) : '';
  }
}
