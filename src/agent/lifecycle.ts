import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { PATHS, PORTS } from '../runtime/contract';
import { RuntimeRole } from '../runtime/role';
import { fail, McpErrorCode } from '../validation/failure';
import { seconds } from '../validation/values';

/** How a pod ends. */
export interface LifecycleProps {
  /**
   * How long the longest tool call may take. A pod that is asked to leave gets that long to finish it.
   *
   * @default Duration.seconds(60), after which the clients of the official SDK give up by themselves
   */
  readonly longestToolCall?: Duration;

  /**
   * How long a pod that is asked to leave goes on as if nothing were, until no new request is sent to it.
   *
   * @default Duration.seconds(5): endpoints are withdrawn beside the pod's end, not before it
   */
  readonly preStopDelay?: Duration;

  /**
   * How long a pod that is asked to leave has in all.
   *
   * @default - preStopDelay + longestToolCall + 5 s
   */
  readonly terminationGracePeriod?: Duration;
}

/** What a server needs after its last call: to close its transports and exit. */
const CLOSING = 5;

/** How a pod ends, in seconds. */
export interface Lifecycle {
  readonly preStop: number;
  readonly grace: number;
  /** After how long the runtime ends what is still there, once nothing new is sent to the pod. */
  readonly drainLimit: number;
}

/** What the kubelet does in a container before it sends SIGTERM. */
export interface PreStop {
  readonly sleep?: { readonly seconds: number };
  readonly httpGet?: { readonly path: string; readonly port: number };
}

/** The longest quiet and drain that the runtime takes. */
const MOST = { preStop: 600, drain: 86_400 };

/** Works out how a pod ends, so that no call is cut. */
export function lifecycleOf(scope: IConstruct, props: LifecycleProps): Lifecycle {
  const call = seconds(scope, 'longestToolCall', props.longestToolCall ?? Duration.seconds(60), 1);
  const preStop = seconds(scope, 'preStopDelay', props.preStopDelay ?? Duration.seconds(5), 1);
  const least = preStop + call + CLOSING;
  const grace = props.terminationGracePeriod ? seconds(scope, 'terminationGracePeriod', props.terminationGracePeriod) : least;
  if (grace < least) {
    fail(scope, McpErrorCode.GRACE_TOO_SHORT,
      `terminationGracePeriod is ${grace} s, and a call may need ${preStop} s preStopDelay + ${call} s longestToolCall + ${CLOSING} s to close: it would be cut. `
      + `Use at least Duration.seconds(${least}), or leave terminationGracePeriod out.`);
  }
  return { preStop, grace, drainLimit: grace - preStop - CLOSING };
}

/** The runtime would refuse to start where it has to wait for longer than makes sense. */
export function checkDrain(scope: IConstruct, { preStop, drainLimit }: Lifecycle): void {
  if (preStop > MOST.preStop) {
    fail(scope, McpErrorCode.DURATION_INVALID, `preStopDelay is ${preStop} seconds. Use at most ${MOST.preStop}: endpoints are withdrawn within seconds.`);
  }
  if (drainLimit > MOST.drain) {
    fail(scope, McpErrorCode.DURATION_INVALID, `the runtime would drain for ${drainLimit} seconds. Use a longestToolCall and a terminationGracePeriod below a day.`);
  }
}

/**
 * What the kubelet does before it sends SIGTERM to the server: it sleeps, so that the image needs no shell, or lets the
 * runtime drain. A server behind a proxy has to outlive the proxy's drain, since it answers what the proxy has in flight.
 */
export function serverPreStop({ preStop }: Lifecycle, role: RuntimeRole | undefined): PreStop {
  if (!role) {
    return { sleep: { seconds: preStop } };
  }
  return managementHook(role === RuntimeRole.PROXY ? PATHS.DRAINED : PATHS.DRAIN);
}

/** A hook that asks the runtime. */
export function managementHook(path: string): PreStop {
  return { httpGet: { path, port: PORTS.MANAGEMENT } };
}
