/** One figure of a benchmark, as a line of JSON: what the README's table and whoever compares runs read. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** What users are promised; the run fails when it is broken. */
  readonly promise?: number;
  /** What we want; missing it fails nothing. */
  readonly aim?: number;
}

/**
 * Prints figures, and fails the process when a promise is broken.
 *
 * @param areJudged false for those of a run that only shows that everything runs
 */
export function publish(figures: readonly Figure[], { areJudged = true } = {}): void {
  for (const figure of figures) {
    if (!Number.isFinite(figure.value)) {
      throw new Error(`${figure.figure} was not measured: ${figure.value}`);
    }
    console.log(JSON.stringify({ ...figure, value: Number(figure.value.toPrecision(4)) }));
    if (areJudged && isBroken(figure)) {
      console.error(`${figure.figure} is ${figure.value.toPrecision(4)} ${figure.unit}; the promise is ${figure.promise}`);
      process.exitCode = 1;
    }
  }
}

/** Whether a figure breaks its promise; one that could not be measured does. */
export function isBroken({ value, better, promise }: Figure): boolean {
  return promise !== undefined && !(better === 'lower' ? value <= promise : value >= promise);
}

/** The middle of some values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The mean of the middle half: like the median nothing to outliers, and steadier over few values. */
export function middleMean(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 4);
  const middle = sorted.slice(cut, sorted.length - cut);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
