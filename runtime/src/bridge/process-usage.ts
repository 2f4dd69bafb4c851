import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts CPU time in hundredths of a second, on every machine that Linux runs on. */
const TICKS_A_SECOND = 100;

/** The size of a page of memory, in bytes, on the machines that containers run on. */
const PAGE = 4_096;

/** What processes use. */
export interface Usage {
  readonly cpuSeconds: number;
  /** Shared pages count in each process that has them. */
  readonly residentBytes: number;
}

/** The fields of /proc/PID/stat after the name, which may hold anything, from the third on: proc(5) numbers them from 1. */
function fieldsOf(pid: number | string): number[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  } catch {
    return undefined; // gone meanwhile, or no Linux
  }
}

function field(fields: readonly number[], number: number): number {
  return fields[number - 3];
}

/** What all processes of some groups use. */
export function usageOfGroups(groups: ReadonlySet<number>): Usage {
  let ticks = 0;
  let pages = 0;
  for (const pid of groups.size > 0 ? processes() : []) {
    const fields = fieldsOf(pid);
    if (fields && groups.has(field(fields, 5))) {
      ticks += field(fields, 14) + field(fields, 15) + field(fields, 16) + field(fields, 17);
      pages += field(fields, 24);
    }
  }
  return { cpuSeconds: ticks / TICKS_A_SECOND, residentBytes: pages * PAGE };
}

/** The CPU time of all processes that this one started and that have ended. */
export function cpuSecondsOfEnded(): number {
  const fields = fieldsOf('self');
  return fields ? (field(fields, 16) + field(fields, 17)) / TICKS_A_SECOND : 0;
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
