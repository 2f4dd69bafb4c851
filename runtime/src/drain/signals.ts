import { Log } from '../logging/log.js';

/** What ends well when it is asked to. */
export interface Stoppable {
  stop(reason?: string): Promise<void>;
}

/** Drains and ends the process at SIGTERM, and at SIGINT; a second signal ends it at once. As PID 1 Node ignores both otherwise. */
export function onSignals<Running extends Stoppable>(running: Running, log: Log): Running {
  let asked = false;
  const end = (signal: NodeJS.Signals) => {
    if (asked) {
      log.warning('ended by a second signal', { signal });
      process.exit(1);
    }
    asked = true;
    running.stop(signal).then(() => process.exit(0), (error: unknown) => {
      log.error('the drain failed', { error });
      process.exit(1);
    });
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  return running;
}
