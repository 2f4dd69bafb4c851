import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a server has to leave by itself once its input has ended, as MCP asks of it, in milliseconds. */
const AFTER_END_OF_INPUT = 1_000;

/** How long it has after SIGTERM; both together leave time within the 5 s that a pod has after its drain. */
const AFTER_SIGTERM = 2_000;

/** How often it is looked whether anybody is left, in milliseconds. */
const LOOK = 50;

/**
 * Ends a process and all that it started, as MCP asks of a client of stdio: the input ends, then SIGTERM, then SIGKILL.
 *
 * The process was started as the leader of a group of its own. `npx` and shells start the server as a process of theirs,
 * which a signal to the leader alone would leave behind.
 *
 * @param exited resolves when the leader is gone
 */
export async function endGroup(leader: ChildProcess, exited: Promise<unknown>): Promise<void> {
  leader.stdin?.end();
  const { pid } = leader;
  if (pid === undefined) {
    return; // it never started
  }
  const patience = new AbortController();
  await Promise.race([exited, sleep(AFTER_END_OF_INPUT, undefined, { signal: patience.signal }).catch(() => {})]);
  patience.abort();
  if (signalGroup(pid, 'SIGTERM')) {
    const end = performance.now() + AFTER_SIGTERM;
    while (signalGroup(pid, 0) && performance.now() < end) {
      await sleep(LOOK);
    }
    signalGroup(pid, 'SIGKILL');
  }
  await exited;
}

/** Ends a group that is not to be waited for. */
export function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) {
    signalGroup(pid, 'SIGKILL');
  }
}

/** Signals all processes of a group; false where there are none any more. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // there are some, of another user
  }
}
