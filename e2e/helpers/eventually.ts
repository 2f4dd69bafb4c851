import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Looks until what is seen is as it should be, and returns that; what was seen last is returned where time is up, for the test to judge.
 *
 * @param seconds generous: it is a limit for what never comes, and no promise
 */
export async function eventually<Seen>(look: () => Promise<Seen>, isRight: (seen: Seen) => boolean, seconds = 180): Promise<Seen> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const seen = await look();
    if (isRight(seen) || Date.now() > deadline) {
      return seen;
    }
    await sleep(2_000);
  }
}
