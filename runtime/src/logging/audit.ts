import { Log } from './log.js';
import { Operation, OperationListener } from '../observation/operation.js';
import { Outcome } from '../observation/outcome.js';

/** How a call ended, in the words of the audit log. */
type Verdict = 'succeeded' | 'failed' | 'rejected' | 'cancelled' | 'disconnected';

/**
 * Writes a line for each call of a tool, whatever the log's level: who called, which tool, how it ended, how long it took.
 *
 * Arguments may hold what nobody should read in a log, so they are written only where that was asked for.
 */
export class Audit implements OperationListener {
  public constructor(private readonly log: Log, private readonly withArguments: boolean) {}

  public ended({ method, target, principal, request, startedAt, trace }: Operation, outcome: Outcome): void {
    if (method !== 'tools/call') {
      return;
    }
    this.log.record('tool call', {
      audit: true,
      principal: principal ?? null,
      tool: target ?? null,
      outcome: verdictOf(outcome),
      ...outcome.statusCode === '' ? {} : { code: Number(outcome.statusCode) },
      seconds: Math.round(performance.now() - startedAt) / 1000,
      ...trace,
      ...this.withArguments ? { arguments: request.params?.arguments ?? {} } : {},
    });
  }
}

function verdictOf({ errorType, statusCode }: Outcome): Verdict {
  if (errorType === 'cancelled' || errorType === 'disconnected') {
    return errorType;
  }
  // A code without a class is the caller's own mistake: the tool never ran.
  return errorType !== '' ? 'failed' : statusCode !== '' ? 'rejected' : 'succeeded';
}
