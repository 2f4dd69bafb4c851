const DEFAULTS = {
  /** 'legacy': protocol versions up to 2025-11-25, each session by an `initialize`; 'modern': 2026-07-28, without sessions. */
  era: 'legacy',
  /** Clients, each with a session of its own. */
  sessions: 1,
  /** Calls per second in all, begun on schedule whether or not earlier ones are answered; without it each client calls again once it is answered. */
  rate: undefined,
  /** When the first call is begun, in milliseconds since 1970, for whoever has to know that; without it at once. Sessions are opened before. */
  startAt: undefined,
  /** How long calls are begun. */
  seconds: 10,
  /** At most so many calls; without it as many as there is time for. */
  calls: undefined,
  /** How long the first sessions may fail to open: a Service routes to a ready pod, and DNS answers, a moment late. */
  patienceSeconds: 10,
  /** A call that is not answered by then, from when it was due, is lost. */
  deadlineSeconds: 10,
  /** An answer that takes longer is late. */
  lateSeconds: 1,
  /** Open a new session where one was lost. Without it calls go on into the lost one, as those of most clients do. */
  reconnect: false,
  /** What the server sends on the way: `{ method, perCall }`. */
  notifications: undefined,
};

const REQUIRED = ['url', 'tool', 'cases'];

/**
 * What load to put on which server.
 *
 * Beside what has a default: `url`; `tool`, the name of the tool to call; `cases`, a list of `{ arguments, answer }` that calls take in turn,
 * of which `answer` is a text that only the right answer holds. In both, `{{token}}` stands for a text that no other call has.
 *
 * @throws naming the option that is missing or not known
 */
export function optionsFrom(json) {
  const given = JSON.parse(json ?? '{}');
  const known = [...REQUIRED, ...Object.keys(DEFAULTS)];
  const missing = REQUIRED.filter((name) => given[name] === undefined);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new Error(`Options missing: ${missing.join(', ') || 'none'}; not known: ${unknown.join(', ') || 'none'}. There are: ${known.join(', ')}.`);
  }
  if (!['legacy', 'modern'].includes(given.era ?? DEFAULTS.era)) {
    throw new Error(`There is no era "${given.era}"; it is "legacy" or "modern".`);
  }
  return { ...DEFAULTS, ...given };
}
