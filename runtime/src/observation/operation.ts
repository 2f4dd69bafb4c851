import { Message, RequestId } from './messages.js';
import { Outcome } from './outcome.js';

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
  /** Any header of the HTTP request that carried it, where there was one. */
  readonly header: ((name: string) => string | undefined) | undefined;
  readonly networkTransport: 'tcp' | 'pipe';
  /** Its span, where tracing is on. */
  trace?: { readonly trace_id: string; readonly span_id: string };
}

/** A request that the server makes of its client, such as sampling. */
export interface Question {
  readonly id: RequestId;
  readonly method: string;
  /** In milliseconds of `performance.now()`. */
  readonly startedAt: number;
  readonly sessionId: string | undefined;
  readonly networkTransport: 'tcp' | 'pipe';
}

/** What follows operations beside the metrics: traces and the audit log. */
export interface OperationListener {
  started?(operation: Operation): void;
  ended?(operation: Operation, outcome: Outcome, response: Message | undefined): void;
  asked?(question: Question): void;
  answered?(question: Question, outcome: Outcome): void;
}
