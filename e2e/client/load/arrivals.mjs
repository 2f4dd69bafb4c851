import { setTimeout as sleep } from 'node:timers/promises';

/** A client that fails at once would else spend its time, and the server's, on nothing but failing. */
const PAUSE_AFTER_FAILURE_MS = 100;

/**
 * Begins calls until the time is over, the number is reached or `signal` ends it, and waits for those in flight.
 *
 * `call(number, client, dueMs)` resolves to whether the call was answered, and never rejects.
 */
export async function run(options, signal, call) {
  const endMs = performance.now() + options.seconds * 1_000;
  const last = options.calls ?? Number.POSITIVE_INFINITY;
  const isOver = (number, dueMs) => signal.aborted || number >= last || dueMs >= endMs;
  await (options.rate ? onSchedule(options, signal, isOver, call) : oneAfterTheOther(options, signal, isOver, call));
}

/**
 * An open loop: call n is due at n / rate, whatever became of the others, and its time counts from then. A server that stalls is so
 * charged for every call that would have come meanwhile; a closed loop would leave them out.
 */
async function onSchedule({ rate, sessions }, signal, isOver, call) {
  const startMs = performance.now();
  const dueMs = (number) => startMs + number * 1_000 / rate;
  const inFlight = [];
  for (let number = 0; !isOver(number, dueMs(number)); number += 1) {
    const waitMs = dueMs(number) - performance.now();
    if (waitMs > 0) await pause(waitMs, signal);
    if (!signal.aborted) inFlight.push(call(number, number % sessions, dueMs(number)));
  }
  await Promise.all(inFlight);
}

/** A closed loop: each client calls again once its last call is answered. */
async function oneAfterTheOther({ sessions }, signal, isOver, call) {
  let next = 0;
  const makeCalls = async (client) => {
    while (!isOver(next, performance.now())) {
      const number = next;
      next += 1;
      const answered = await call(number, client, performance.now());
      if (!answered) await pause(PAUSE_AFTER_FAILURE_MS, signal);
    }
  };
  await Promise.all(Array.from({ length: sessions }, (_, client) => makeCalls(client)));
}

/** Sleeps until then or until the end, whichever comes first. */
function pause(ms, signal) {
  return sleep(ms, undefined, { signal }).catch(() => undefined);
}
