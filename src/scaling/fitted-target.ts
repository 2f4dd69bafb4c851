import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { McpServer } from '../agent/mcp-server';
import { RuntimeRole } from '../runtime/role';

/** How full a replica is when another one is wanted. */
export interface FullnessOptions {
  /**
   * In per cent of what it can take, 1 to 100.
   *
   * @default 70: what is left is for what comes until the next replica serves
   */
  readonly fullness?: number;
}

/** What is known of a stdio server, of which each session has a process. */
export interface StdioLoadOptions extends FullnessOptions {
  /**
   * The memory limit of the server's container. Say it where the agent's `resources` do.
   *
   * @default Size.gibibytes(1), as that of agents that say nothing
   */
  readonly memoryLimit?: Size;

  /**
   * What a process of the server keeps resident.
   *
   * @default Size.mebibytes(96), which the runtime assumes until it has seen one
   */
  readonly processMemory?: Size;
}

/** What is known of a server that its CPU bounds. */
export interface CpuBoundLoadOptions extends FullnessOptions {
  /**
   * The cores that one replica can use.
   *
   * @default Cpu.units(1): JavaScript and Python run on one
   */
  readonly cpu?: Cpu;

  /** CPU time of a call. */
  readonly cpuPerCall: Duration;

  /** How long a call takes while nothing waits for anything, from its request to its response. */
  readonly callDuration: Duration;
}

/** What is known of a server that its memory bounds. */
export interface MemoryBoundLoadOptions extends FullnessOptions {
  /** The memory limit of the server's container. */
  readonly memoryLimit: Size;

  /** What the server keeps resident without a session. */
  readonly idleMemory: Size;

  /** What a session adds: of a server on the official SDK for TypeScript with a hundred tools 171 KiB. */
  readonly sessionMemory: Size;
}

/** A target that was worked out, or why it could not be. */
export interface FittedTarget {
  readonly target: number;
  readonly problem?: string;
}

/** What the runtime's bridge keeps for itself and its probe, what it assumes of a process, and how many run at most where nobody says. */
export const BRIDGE = { reserved: Size.mebibytes(192), assumed: Size.mebibytes(96), most: 32 } as const;

const USUAL_LIMIT = Size.gibibytes(1);

/** Sessions of a stdio server that one replica should have: of the processes that it may run, those that do not stand ready. */
export function fitProcesses(server: McpServer, options: StdioLoadOptions): FittedTarget {
  const { memoryLimit = USUAL_LIMIT, processMemory = BRIDGE.assumed } = options;
  if (server.runtimeRole !== RuntimeRole.BRIDGE) {
    return { target: 1, problem: 'it counts processes, and the server runs none for its sessions. Use it with McpServer.stdio, .npm, .pypi or .baked' };
  }
  const room = (mebibytes(memoryLimit) - mebibytes(BRIDGE.reserved)) / mebibytes(processMemory);
  const processes = server._maxProcesses ?? Math.min(BRIDGE.most, Math.floor(room));
  return atLeastOne(processes - server._spareProcesses, options, 'there is room for no process beside those that stand ready. Raise the memory limit, or lower spareProcesses');
}

/** Calls that are in flight at a replica while its CPU is as busy as it should be: by Little's law their rate times their duration. */
export function fitCpu({ callDuration, cpu = Cpu.units(1), cpuPerCall, ...options }: CpuBoundLoadOptions): FittedTarget {
  const cores = cpu.amount.endsWith('m') ? Number(cpu.amount.slice(0, -1)) / 1000 : Number(cpu.amount);
  const [busy, whole] = [cpuPerCall, callDuration].map((duration) => duration.toMilliseconds({ integral: false }));
  if (!(busy > 0) || !(whole >= busy) || !(cores > 0)) {
    return { target: 1, problem: 'a call takes no CPU time, or more of it than it lasts, or there is no CPU. Measure both under light load' };
  }
  const target = Math.floor((cores * whole * fullnessOf(options)) / busy / 100);
  // A replica that can't have one call in flight at its fullness still has to have one.
  return { target: Math.max(1, target) };
}

/** Sessions that fit into the memory of a replica. */
export function fitMemory({ idleMemory, memoryLimit, sessionMemory, ...options }: MemoryBoundLoadOptions): FittedTarget {
  const room = ((mebibytes(memoryLimit) * fullnessOf(options)) / 100) - mebibytes(idleMemory);
  const target = Math.floor(room / mebibytes(sessionMemory));
  return target >= 1
    ? { target }
    : { target: 1, problem: `there is room for no session in ${fullnessOf(options)} per cent of the memory limit. Raise the limit, or the fullness` };
}

function atLeastOne(capacity: number, options: FullnessOptions, problem: string): FittedTarget {
  return capacity >= 1 ? { target: Math.max(1, Math.floor((capacity * fullnessOf(options)) / 100)) } : { target: 1, problem };
}

function fullnessOf({ fullness = 70 }: FullnessOptions): number {
  return fullness;
}

function mebibytes(size: Size): number {
  return size.toKibibytes() / 1024;
}
