import type { IncomingMessage } from 'node:http';
import { BodyListener, BodyReader, readerOf } from './body-reader.js';
import { Bounds } from './collected.js';
import { PassageEnd, PassageListener } from './passage.js';
import { CODES } from '../http/answers.js';
import { isModern } from '../http/eras.js';
import { Conversation } from '../observation/conversation.js';
import { guarded } from '../observation/guarded.js';
import { kindOf, Message, RequestId } from '../observation/messages.js';
import { Metrics } from '../observation/metrics.js';
import { Arrival } from '../observation/operation.js';
import { CANCELLED, DISCONNECTED, Outcome, outcomeOf, SUCCESS } from '../observation/outcome.js';

/** The server went before it answered, and the caller was told so. */
const LOST = outcomeOf({ error: { code: CODES.REFUSED } });

export interface ExchangeObserverOptions {
  readonly request: IncomingMessage;
  readonly arrival: Arrival;
  /** What the messages belong to; undefined where none are counted. */
  readonly conversation: Conversation | undefined;
  readonly bounds: Bounds;
  readonly metrics: Metrics;
  /** The server has begun to answer. */
  readonly onAnswer: (answer: IncomingMessage) => void;
  /** The exchange is over; these calls may still be answered on another stream. */
  readonly onEnd: (status: number | undefined, answeredElsewhere: readonly RequestId[]) => void;
}

/** Tells a conversation what a request and its response say, and how calls end whose response never says so. */
export class ExchangeObserver implements PassageListener {
  private readonly waiting = new Set<RequestId>();
  private readonly guard: (observe: () => void) => void;
  private readonly question: BodyReader | undefined;
  private answer: BodyReader | undefined;
  private status: number | undefined;
  private refusal: Outcome | undefined;
  private isResumable = false;
  private isUnread = false;

  public constructor(private readonly options: ExchangeObserverOptions) {
    const { request, bounds, metrics } = options;
    this.guard = guarded(metrics);
    this.question = request.method === 'POST'
      ? readerOf(request.headers, bounds, this.listener((message) => this.received(message), () => {}))
      : undefined;
  }

  public asks(chunk: Buffer): void {
    this.guard(() => this.question?.push(chunk));
  }

  public asked(): void {
    this.guard(() => this.question?.end());
  }

  public answers(answer: IncomingMessage): void {
    const { bounds, onAnswer } = this.options;
    this.status = answer.statusCode;
    this.guard(() => {
      onAnswer(answer);
      this.answer = readerOf(answer.headers, bounds, this.listener((message) => this.sent(message), () => {
        this.isUnread = true;
      }));
    });
  }

  public tells(chunk: Buffer): void {
    this.guard(() => this.answer?.push(chunk));
  }

  public ended(how: PassageEnd): void {
    this.guard(() => {
      // What was read of a body that is not whole makes no message.
      how === 'whole' ? this.answer?.end() : this.answer?.drop();
      this.question?.drop();
      if (how === 'lost') {
        this.options.metrics.errors.of('upstream').value++;
      }
      const { conversation, request, onEnd } = this.options;
      const isAnsweredElsewhere = this.isResumable && (how === 'whole' || how === 'left') && !isModern(request);
      if (!isAnsweredElsewhere) {
        const outcome = this.outcome(how);
        this.waiting.forEach((id) => conversation?.settle(id, outcome));
      }
      onEnd(how === 'lost' ? undefined : this.status, isAnsweredElsewhere ? this.unanswered() : []);
    });
  }

  public unanswered(): RequestId[] {
    return [...this.waiting];
  }

  private received(message: Message): void {
    this.options.conversation?.received(message, this.options.arrival);
    if (kindOf(message) === 'request') {
      this.waiting.add(message.id!);
    }
  }

  private sent(message: Message): void {
    this.options.conversation?.sent(message);
    if (message.method !== undefined) {
      return;
    }
    if (message.id !== undefined && message.id !== null) {
      this.waiting.delete(message.id);
    } else if (message.error) {
      this.refusal = outcomeOf(message);
    }
  }

  /** How calls ended that no message answers. */
  private outcome(how: PassageEnd): Outcome {
    if (how === 'left') {
      return isModern(this.options.request) ? CANCELLED : DISCONNECTED;
    }
    if (how === 'lost') {
      return LOST;
    }
    if (this.status !== undefined && this.status >= 400) {
      return this.refusal ?? { errorType: String(this.status), statusCode: '' };
    }
    // What was too large to be read was answered all the same.
    return how === 'whole' && this.isUnread ? SUCCESS : DISCONNECTED;
  }

  private listener(message: (message: Message) => void, unread: () => void): BodyListener {
    return {
      message,
      resumable: () => {
        this.isResumable = true;
      },
      unread: (why) => {
        this.options.metrics.errors.of(why).value++;
        unread();
      },
    };
  }
}
