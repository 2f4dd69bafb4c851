import { Learn } from './probe-session.js';
import { serverInfoIn } from '../observation/server-info.js';
import { Base } from '../runtime.js';

/** What a server tells the probe of itself: its name, its version, its tools. */
export function learner(base: Base, sdk?: string): Learn {
  return ({ method }, result) => {
    if (method === 'initialize') {
      const { name, version } = serverInfoIn(result) ?? {};
      base.describe({ name, version, sdk });
    } else if (Array.isArray(result.tools)) {
      result.tools.forEach(({ name }) => base.observer.tools.learn(name));
    }
  };
}
