/** How long an answer is waited for, in milliseconds, as so many waits of so long. */
const WAITS = 8;
const WAIT = 250;

/** An answer that did not come. */
class TimedOut extends Error {
  public readonly code = 'ETIMEDOUT';
}

/**
 * An answer, if it comes within two seconds in which this process could have heard it: a Redis that is slow must not make a
 * server slow. A single timer would count the time that the process itself stood still, on a busy node, and be over before
 * the answer that came meanwhile is read.
 *
 * @throws with code ETIMEDOUT where it does not come
 */
export async function patiently<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    const wait = (left: number) => {
      timer = setTimeout(() => left === 0 ? reject(new TimedOut('no answer in time')) : wait(left - 1), WAIT);
    };
    wait(WAITS - 1);
  });
  try {
    return await Promise.race([answer, over]);
  } finally {
    clearTimeout(timer);
  }
}
