import { build } from 'hdr-histogram-js';

/** Times are kept in microseconds to three digits, up to ten minutes. */
const HISTOGRAM = { lowestDiscernibleValue: 1, highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: 3 };

/**
 * What became of the calls, counted one by one. Always started = ok + toolErrors + failed + lost.
 *
 * `failures` splits `failed` by class; `wrong` (the answer to something else) is one of them. `late` counts answers, right or not, that
 * took too long; `duplicates` answers beyond the first to the same call. Times are of answered calls, and of lost ones, which count as
 * their deadline; what failed is left out, since a quick refusal is no quick answer. `beganAt` is in milliseconds since 1970.
 */
export class Tally {
  #counts = { started: 0, ok: 0, toolErrors: 0, failed: 0, lost: 0, late: 0, wrong: 0, duplicates: 0 };
  #failures = {};
  #sessions = { opened: 0, lost: 0 };
  #notifications = { expected: 0, received: 0 };
  #times = build(HISTOGRAM);
  #maxMs = 0;
  #beginMs = 0;
  #beganAt = 0;
  #endMs = 0;

  begin() {
    this.#beginMs = performance.now();
    this.#beganAt = Date.now();
  }

  end() { this.#endMs = performance.now(); }

  started(notifications) {
    this.#counts.started += 1;
    this.#notifications.expected += notifications;
  }

  answered(ms, isLate) {
    this.#time(ms);
    if (isLate) this.#counts.late += 1;
  }

  ok() { this.#counts.ok += 1; }
  toolError() { this.#counts.toolErrors += 1; }

  wrong() {
    this.#counts.wrong += 1;
    this.failed('wrong answer');
  }

  failed(errorClass) {
    this.#counts.failed += 1;
    this.#failures[errorClass] = (this.#failures[errorClass] ?? 0) + 1;
  }

  lost(deadlineMs) {
    this.#counts.lost += 1;
    this.#time(deadlineMs);
  }

  duplicate() { this.#counts.duplicates += 1; }
  notification() { this.#notifications.received += 1; }
  opened() { this.#sessions.opened += 1; }
  sessionLost() { this.#sessions.lost += 1; }

  progress() {
    const { started, ok, toolErrors, failed, lost, late } = this.#counts;
    const inFlight = started - ok - toolErrors - failed - lost;
    const seconds = Math.round((performance.now() - this.#beginMs) / 1_000);
    return `${seconds} s: ${started} started, ${ok} ok, ${toolErrors} tool errors, ${failed} failed, ${lost} lost, ${late} late, ${inFlight} in flight`;
  }

  result() {
    const seconds = (this.#endMs - this.#beginMs) / 1_000;
    return {
      ...this.#counts,
      failures: this.#failures,
      sessions: this.#sessions,
      notifications: this.#notifications,
      ms: { p50: this.#percentile(50), p90: this.#percentile(90), p99: this.#percentile(99), max: rounded(this.#maxMs) },
      beganAt: this.#beganAt,
      seconds: rounded(seconds),
      callsPerSecond: rounded(this.#counts.started / seconds),
    };
  }

  #time(ms) {
    this.#times.recordValue(Math.min(Math.max(1, Math.round(ms * 1_000)), HISTOGRAM.highestTrackableValue));
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  #percentile(percentile) {
    return rounded(this.#times.getValueAtPercentile(percentile) / 1_000);
  }
}

function rounded(value) {
  return Number(value.toFixed(2));
}
