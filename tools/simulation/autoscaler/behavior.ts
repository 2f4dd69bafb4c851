/**
 * How fast a wish for replicas comes true: what Kubernetes 1.34's pkg/controller/podautoscaler/horizontal.go does with
 * `spec.behavior`, its windows and policies.
 */
import { AutoscalerSettings, ScalingPolicy, ScalingRules } from './settings';

/** Something that was so many replicas at a time. */
interface Event {
  readonly at: number;
  readonly replicas: number;
}

/** How far an autoscaler without `behavior` goes up at once: twice as many, or four. */
const PLAIN_LIMIT = { factor: 2, least: 4 };

/** What the controller remembers of one autoscaler. */
export class ScalingHistory {
  private wishes: Event[] = [];
  private readonly added: Event[] = [];
  private readonly removed: Event[] = [];

  /** What a controller that sees the autoscaler for the first time takes for the wish. */
  public begin(at: number, replicas: number): void {
    if (this.wishes.length === 0) {
      this.wishes.push({ at, replicas });
    }
  }

  /** Held within the lowest wish of the window up, and the highest of the window down. */
  public stabilized(now: number, current: number, wish: number, { isPlain, scaleDown, scaleUp }: AutoscalerSettings): number {
    const [up, down] = [scaleUp, scaleDown].map(({ stabilizationWindowSeconds }) => now - stabilizationWindowSeconds);
    const since = (time: number, orAt = false) => (
      this.wishes.filter(({ at }) => at > time || (orAt && at === time)).map(({ replicas }) => replicas)
    );
    const [lowest, highest] = [Math.min(wish, ...since(up)), Math.max(wish, ...since(down, isPlain))];
    this.wishes = [...this.wishes.filter(({ at }) => at >= Math.min(up, down)), { at: now, replicas: wish }];
    return isPlain ? highest : Math.min(Math.max(current, lowest), highest);
  }

  /** Held within the policies' pace, and the bounds. */
  public paced(now: number, current: number, wish: number, settings: AutoscalerSettings): number {
    const { isPlain, maxReplicas, minReplicas, scaleDown, scaleUp } = settings;
    if (isPlain) {
      return Math.max(minReplicas, Math.min(wish, maxReplicas, Math.max(PLAIN_LIMIT.factor * current, PLAIN_LIMIT.least)));
    }
    if (wish > current) {
      return Math.min(wish, maxReplicas, Math.max(current, this.upTo(now, current, scaleUp)));
    }
    if (wish < current) {
      return Math.max(wish, minReplicas, Math.min(current, this.downTo(now, current, scaleDown)));
    }
    return wish;
  }

  /** Remembers what was done. */
  public record(now: number, from: number, to: number, { scaleDown, scaleUp }: Pick<AutoscalerSettings, 'scaleUp' | 'scaleDown'>): void {
    const [events, rules] = to > from ? [this.added, scaleUp] : [this.removed, scaleDown];
    const event = { at: now, replicas: Math.abs(to - from) };
    // A new event takes the place of one that is too old for its own direction; the others count in the longer periods of the other.
    const outdated = events.findLastIndex(({ at }) => at < now - longestPeriod(rules));
    events.splice(outdated < 0 ? events.length : outdated, outdated < 0 ? 0 : 1, event);
  }

  private upTo(now: number, current: number, rules: ScalingRules): number {
    if (rules.selectPolicy === 'Disabled') {
      return current;
    }
    const limits = rules.policies.map((policy) => {
      const start = this.periodStart(now, current, policy);
      return policy.type === 'Pods' ? start + policy.value : Math.ceil(start * (1 + policy.value / 100));
    });
    return rules.selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits);
  }

  private downTo(now: number, current: number, rules: ScalingRules): number {
    if (rules.selectPolicy === 'Disabled') {
      return current;
    }
    const limits = rules.policies.map((policy) => {
      const start = this.periodStart(now, current, policy);
      return policy.type === 'Pods' ? start - policy.value : Math.trunc(start * (1 - policy.value / 100));
    });
    return rules.selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
  }

  /** The replicas that there were when the policy's period began. */
  private periodStart(now: number, current: number, { periodSeconds }: ScalingPolicy): number {
    const changed = (events: readonly Event[]) => (
      events.filter(({ at }) => at > now - periodSeconds).reduce((total, { replicas }) => total + replicas, 0)
    );
    return current - changed(this.added) + changed(this.removed);
  }
}

function longestPeriod({ policies }: ScalingRules): number {
  return Math.max(0, ...policies.map(({ periodSeconds }) => periodSeconds));
}
