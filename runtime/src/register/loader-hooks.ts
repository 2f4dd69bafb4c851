import type { LoadHook } from 'node:module';
import { handingOver, mayHandOver } from './sources.js';

/** The hook of `module.register`, which runs in a thread of its own: for Node before 22.15, and for ES modules alone. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const result = await nextLoad(url, context);
  if (result.source && mayHandOver(url)) {
    const changed = handingOver(url, Buffer.from(result.source as Uint8Array).toString('utf8'));
    return changed === undefined ? result : { ...result, source: changed };
  }
  return result;
};
