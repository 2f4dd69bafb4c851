/** Each round starts with another one, so that none is always the first or always after the same one. */
export function inTurn<T>(all: readonly T[], round: number): T[] {
  const start = round % all.length;
  return [...all.slice(start), ...all.slice(0, start)];
}
