import { Size } from 'cdk8s';
import { ContainerResources, Cpu } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { RuntimeRole } from '../runtime/role';
import { fail, McpErrorCode } from '../validation/failure';
import { bytes, cores, millicores, quantity } from '../validation/values';

/**
 * What a server's container asks for when nothing is said.
 *
 * 256 MiB is some three times what a small server on the official TypeScript SDK keeps resident (68 MiB), the limit
 * leaves room for a hundred sessions with a hundred tools (171 KiB each). There is no CPU limit: it would throttle a
 * server that could use idle cores.
 */
const SERVER_DEFAULTS: ContainerResources = {
  cpu: { request: Cpu.millis(100) },
  memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
  ephemeralStorage: { request: Size.mebibytes(64), limit: Size.mebibytes(512) },
};

/**
 * What a server over stdio may use beside: the bridge keeps 61 MiB, each of its processes on Node 68 MiB, and there is
 * one for each session, so that 1 GiB has room for some 14. The bridge starts no more than fit into the limit.
 */
const BRIDGED_MEMORY: ContainerResources['memory'] = { request: Size.mebibytes(256), limit: Size.gibibytes(1) };

/** What an extra container asks for when nothing is said: little, since it is there to help. */
const HELPER_DEFAULTS: ContainerResources = {
  cpu: { request: Cpu.millis(20) },
  memory: { request: Size.mebibytes(64), limit: Size.mebibytes(128) },
  ephemeralStorage: { request: Size.mebibytes(32), limit: Size.mebibytes(128) },
};

/** A container's `resources`, as the API server takes them. */
export interface ResourceRequirements {
  readonly requests: Record<string, string>;
  readonly limits: Record<string, string>;
}

/**
 * The requests and limits of the server's container.
 *
 * @param beside what the runtime brings into volumes of the pod, which count against the containers' limits
 */
export function serverResources(
  scope: IConstruct, asked: ContainerResources = {}, role: RuntimeRole | undefined, beside: Size,
): ResourceRequirements {
  const mebibytes = beside.toMebibytes();
  const { request, limit } = SERVER_DEFAULTS.ephemeralStorage!;
  return requirements(scope, 'resources', asked, {
    ...defaultsOf(role),
    ephemeralStorage: {
      // Half of what there is room for, as the files of a small package and of the runtime are.
      request: Size.mebibytes(request!.toMebibytes() + (mebibytes / 2)),
      limit: Size.mebibytes(limit!.toMebibytes() + mebibytes),
    },
  });
}

function defaultsOf(role: RuntimeRole | undefined): ContainerResources {
  return { cpu: SERVER_DEFAULTS.cpu, memory: role === RuntimeRole.BRIDGE ? BRIDGED_MEMORY : SERVER_DEFAULTS.memory };
}

/** What a container asks for, in thousandths of a core and in bytes. */
export interface ServerAmounts {
  readonly cpu: Amounts;
  readonly memory: Amounts;
}

/** The same of the server's CPU and memory, for what is worked out from them. */
export function serverAmounts(scope: IConstruct, asked: ContainerResources = {}, role: RuntimeRole | undefined): ServerAmounts {
  const usual = defaultsOf(role);
  return {
    cpu: bounds(scope, 'resources.cpu', asked.cpu, usual.cpu!, millicores),
    memory: bounds(scope, 'resources.memory', asked.memory, usual.memory!, bytes),
  };
}

/** The requests and limits of a container beside the server's. */
export function helperResources(scope: IConstruct, container: string, asked: ContainerResources = {}): ResourceRequirements {
  return requirements(scope, `the resources of container ${container}`, asked, HELPER_DEFAULTS);
}

/**
 * Merges what was asked for with the defaults. A default gives way where it would contradict what was asked for: the
 * default limit rises with a larger request, the default request falls with a smaller limit.
 */
function requirements(scope: IConstruct, property: string, asked: ContainerResources, defaults: ContainerResources): ResourceRequirements {
  const cpu = bounds(scope, `${property}.cpu`, asked.cpu, defaults.cpu!, millicores);
  const memory = bounds(scope, `${property}.memory`, asked.memory, defaults.memory!, bytes);
  const storage = bounds(scope, `${property}.ephemeralStorage`, asked.ephemeralStorage, defaults.ephemeralStorage!, bytes);
  return {
    requests: { 'cpu': cores(cpu.request), 'memory': quantity(memory.request), 'ephemeral-storage': quantity(storage.request) },
    limits: {
      ...(cpu.limit === undefined ? {} : { cpu: cores(cpu.limit) }),
      'memory': quantity(memory.limit!),
      'ephemeral-storage': quantity(storage.limit!),
    },
  };
}

interface Bounds<T> { readonly request?: T; readonly limit?: T }

/** A request, and a limit where there is one. */
export interface Amounts { readonly request: number; readonly limit?: number }

type Count<T> = (scope: IConstruct, property: string, amount: T) => number;

function bounds<T>(scope: IConstruct, property: string, asked: Bounds<T> = {}, defaults: Bounds<T>, count: Count<T>): Amounts {
  const [request, limit] = [asked.request && count(scope, `${property}.request`, asked.request), asked.limit && count(scope, `${property}.limit`, asked.limit)];
  const [usualRequest, usualLimit] = [count(scope, property, defaults.request!), defaults.limit && count(scope, property, defaults.limit)];
  if (request !== undefined && limit !== undefined && limit < request) {
    fail(scope, McpErrorCode.QUANTITY_INVALID, `${property}.limit lies below ${property}.request, so no pod could start. Raise the limit or lower the request.`);
  }
  return {
    request: request ?? Math.min(usualRequest, limit ?? Number.POSITIVE_INFINITY),
    limit: limit ?? (usualLimit && Math.max(usualLimit, request ?? 0)),
  };
}
