import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
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
}

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
  return { preStop, grace };
}
