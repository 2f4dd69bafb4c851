import { TraceIds } from './families.js';
import { Message, RequestId } from './messages.js';
import { Outcome } from './outcome.js';

/** What carries messages, as OpenTelemetry's conventions name it: a network, or standard input and output. */
export type NetworkTransport = 'tcp' | 'pipe';

/** What a message came with. */
export interface Arrival {
  /** The protocol version that its headers name, where they do. */
  readonly protocolVersion?: string;
  /** Whoever sent it, where they proved who they are. */
  readonly principal?: string;
  /** Any header of the HTTP request that it came with, by its name in lower case. */
  header?(name: string): string | undefined;
}

/** A request of the client that has no response yet, or had one. */
export interface Operation {
  readonly id: RequestId;
  /** As the caller wrote it: for logs and spans, never for labels. */
  readonly method: string;
  /** The tool or prompt that it names, as the caller wrote it. */
  readonly target: string | undefined;
  readonly request: Message;
  /** In milliseconds of `performance.now()`. */
  readonly startedAt: number;
  readonly sessionId: string | undefined;
  readonly protocolVersion: string;
  /** Whoever asks, where they proved who they are. */
  readonly principal: string | undefined;
  readonly arrival: Arrival | undefined;
  readonly networkTransport: NetworkTransport;
  /** Its span, where tracing is on. */
  trace?: TraceIds;
  /** The same, where that span is one of those that are exported. */
  exemplar?: TraceIds;
}

/** A request that the server makes of its client, such as sampling. */
export interface Question {
  readonly id: RequestId;
  readonly method: string;
  /** In milliseconds of `performance.now()`. */
  readonly startedAt: number;
  readonly sessionId: string | undefined;
  readonly networkTransport: NetworkTransport;
}

/** What follows operations beside the metrics: traces and the audit log. */
export interface OperationListener {
  started?(operation: Operation): void;
  ended?(operation: Operation, outcome: Outcome, response: Message | undefined): void;
  asked?(question: Question): void;
  answered?(question: Question, outcome: Outcome): void;
}
