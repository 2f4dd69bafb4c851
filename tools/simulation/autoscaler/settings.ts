/** A pace at which replicas may come or leave. */
export interface ScalingPolicy {
  readonly type: 'Pods' | 'Percent';
  readonly value: number;
  readonly periodSeconds: number;
}

/** How replicas come, or how they leave: `spec.behavior.scaleUp` or `.scaleDown` of an autoscaler, with its defaults. */
export interface ScalingRules {
  /** The lowest wish of this time holds going up, the highest going down. */
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: 'Max' | 'Min' | 'Disabled';
  readonly policies: readonly ScalingPolicy[];
  /** Load within this share of its target changes nothing. */
  readonly tolerance: number;
}

/** What an autoscaler looks at: one entry of `spec.metrics`. */
export type MetricTarget =
  /** A resource of the pods as a percentage of what they request. */
  | { readonly kind: 'utilization'; readonly name: string; readonly resource: 'cpu' | 'memory'; readonly percent: number }
  /** A figure of the whole agent, divided by its replicas. */
  | { readonly kind: 'external'; readonly name: string; readonly perReplica: number }
  /** A figure of each pod. */
  | { readonly kind: 'pods'; readonly name: string; readonly perReplica: number };

/** A HorizontalPodAutoscaler as its controller obeys it. */
export interface AutoscalerSettings {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly metrics: readonly MetricTarget[];
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
  /** It says nothing of `behavior`, and the controller goes by older rules. */
  readonly isPlain: boolean;
}

/** What kube-controller-manager is started with where nothing is said: `--horizontal-pod-autoscaler-*`. */
export const CONTROLLER = {
  syncSeconds: 15,
  tolerance: 0.1,
  downscaleStabilizationSeconds: 300,
  cpuInitializationSeconds: 300,
  initialReadinessDelaySeconds: 30,
} as const;

/** What the API server fills in where `behavior` says nothing. */
export const DEFAULT_SCALE_UP: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }],
  tolerance: CONTROLLER.tolerance,
};
export const DEFAULT_SCALE_DOWN: ScalingRules = {
  stabilizationWindowSeconds: CONTROLLER.downscaleStabilizationSeconds,
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  tolerance: CONTROLLER.tolerance,
};
