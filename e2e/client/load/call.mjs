import { randomBytes } from 'node:crypto';
import { classOf } from './failure.mjs';
import { filledIn } from './template.mjs';

/** Tells the calls of this run from those of every other. */
const RUN = randomBytes(4).toString('hex');

/** One call of the tool: when it was due, what the right answer is, and what became of it. */
export class Call {
  constructor(options, tally, number, dueMs) {
    const token = `${RUN}-${number}`;
    const { arguments: args, answer } = options.cases[number % options.cases.length];
    this.options = options;
    this.tally = tally;
    this.dueMs = dueMs;
    this.params = { name: options.tool, arguments: filledIn(args ?? {}, token) };
    this.answer = filledIn(answer, token);
  }

  /** Makes the call in a session, counts what became of it, and resolves to whether it was answered. */
  async on(session) {
    const deadlineMs = this.options.deadlineSeconds * 1_000;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new Error('no answer by the deadline')), this.dueMs + deadlineMs - performance.now());
    this.tally.started(this.options.notifications?.perCall ?? 0);
    try {
      this.#answered(await session.call(this.params, deadline.signal));
      return true;
    } catch (error) {
      deadline.signal.aborted ? this.tally.lost(deadlineMs) : this.tally.failed(classOf(error));
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  #answered(result) {
    const ms = performance.now() - this.dueMs;
    this.tally.answered(ms, ms > this.options.lateSeconds * 1_000);
    if (result.isError) this.tally.toolError();
    else if (this.#isRight(result)) this.tally.ok();
    else this.tally.wrong();
  }

  /** As a whole word: the answer to call 12 is not the one to call 1. */
  #isRight({ content, structuredContent }) {
    const texts = content.filter(({ type }) => type === 'text').map(({ text }) => text);
    const said = [...texts, JSON.stringify(structuredContent ?? null)].join('\n');
    return said.split(this.answer).slice(1).some((rest) => !/^\w/.test(rest));
  }
}
