/** A resource that an autoscaler works on. */
export enum ScaledResource {
  /** CPU. */
  CPU = 'cpu',
  /** Memory. */
  MEMORY = 'memory',
}
