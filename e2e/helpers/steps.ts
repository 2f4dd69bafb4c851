/**
 * A scenario's steps: tests in order, each of which builds on those before it.
 *
 * The time of each is printed. When one fails, `onFailure` says what to print about it, and the rest is not tried.
 */
export function steps(onFailure: () => string): (title: string, body: () => void | Promise<void>) => void {
  let failed: string | undefined;
  return (title, body) => test(title, async () => {
    if (failed) {
      throw new Error(`Not tried, since an earlier step failed: ${failed}`);
    }
    const start = Date.now();
    try {
      await body();
    } catch (error) {
      failed = title;
      process.stderr.write(`${onFailure()}\n`);
      throw error;
    } finally {
      process.stderr.write(`${((Date.now() - start) / 1000).toFixed(1).padStart(7)} s  ${title}\n`);
    }
  });
}
