import { setImmediate as turn } from 'node:timers/promises';

/**
 * Has whatever reached this process become work that it knows of: a process that got no processor for a while finds its timers
 * due before it has read the requests that came meanwhile. A connection is accepted in one turn, and read in the next.
 */
export async function arrived(): Promise<void> {
  await turn();
  await turn();
  await turn();
}
