import { Log } from '../logging/log.js';

/** Signals that ask a process to end. */
const ENDING = ['SIGTERM', 'SIGINT'] as const;

/**
 * Drains before the program learns that it shall end: its own handlers run afterwards, or, where it has none, the
 * process ends. A second signal goes straight to the program.
 */
export function holdSignals(drain: (signal: string) => Promise<void>, log: Log): void {
  const emit = process.emit.bind(process) as (event: string, ...args: unknown[]) => boolean;
  let held = false;
  const ours = () => {}; // as long as a listener is there Node does not end the process by itself
  process.emit = ((event: string, ...args: unknown[]) => {
    if (held || !(ENDING as readonly string[]).includes(event)) {
      return emit(event, ...args);
    }
    held = true;
    drain(event).catch((error: unknown) => log.error('the drain failed', { error })).finally(() => {
      const others = process.listeners(event as NodeJS.Signals).filter((listener) => listener !== ours);
      if (others.length === 0) {
        process.exit(0);
      }
      emit(event, ...args);
    });
    return true;
  }) as typeof process.emit;
  // Node takes the `emit` of the moment in which the first listener comes.
  ENDING.forEach((signal) => process.on(signal, ours));
}
