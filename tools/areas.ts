/** The parts of the project that tests on a cluster and benchmarks can be asked for by name. */
export const AREAS = ['agent', 'runtime', 'observability', 'scaling', 'mesh', 'registry', 'platform'];

/**
 * The areas to run: those asked for, or all that have something to run.
 *
 * @param what What is asked for, in the plural: "benchmarks"
 * @throws a sentence that lists what there is, where something else was asked for
 */
export function chosenAreas(what: string, asked: readonly string[], available: readonly string[]): readonly string[] {
  const missing = asked.filter((area) => !available.includes(area));
  if (missing.length > 0) {
    const unknown = missing.filter((area) => !AREAS.includes(area));
    const reason = unknown.length > 0 ? `There is no area ${unknown.join(', ')}.` : `The area ${missing.join(', ')} has no ${what} yet.`;
    throw new Error(`${reason} There are ${what} for: ${available.join(', ') || 'none'}.`);
  }
  return asked.length > 0 ? asked : available;
}
