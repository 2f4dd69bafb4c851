import { keep } from './kept';

/** How far the output of a failed step is printed where it fails; the file has all of it. */
const PRINTED_LINES = 60;

/**
 * A scenario's steps: tests in order, each of which builds on those before it.
 *
 * The time of each is printed. When one fails, what `onFailure` returns (pods, their logs, events) is kept in a file that the failure's
 * message names, the beginning of it is printed, and the rest of the steps is not tried.
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
      explain(error as Error, title, onFailure());
      throw error;
    } finally {
      process.stderr.write(`${((Date.now() - start) / 1000).toFixed(1).padStart(7)} s  ${title}\n`);
    }
  });
}

function explain(error: Error, title: string, text: string): void {
  const file = keep(expect.getState().testPath?.split('/e2e/').at(-1) ?? 'e2e', title, text);
  process.stderr.write(`${text.split('\n').slice(0, PRINTED_LINES).join('\n')}\n... all of it in ${file}\n`);
  error.message += `\n\nPods, their logs and events: ${file}`;
}
