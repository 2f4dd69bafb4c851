// Puts load on an MCP server, and says exactly what became of each call. Its one argument is JSON, see load/options.mjs.
// Each second a line on stderr says how far it is; the last line, on stdout, is the result, see load/tally.mjs.
// SIGTERM ends it early: no new calls, those in flight are waited for, the result is printed.
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './load/arrivals.mjs';
import { Call } from './load/call.mjs';
import { optionsFrom } from './load/options.mjs';
import { Session } from './load/session.mjs';
import { Tally } from './load/tally.mjs';

const options = optionsFrom(process.argv[2]);
const tally = new Tally();
const sessions = Array.from({ length: options.sessions }, () => new Session(options, tally));

const ending = new AbortController();
process.once('SIGTERM', () => ending.abort());

try {
  await Promise.all(sessions.map((session) => session.open()));
} catch (error) {
  console.error(`No load was put on ${options.url}: no session could be opened there: ${error.cause?.code ?? error.message}`);
  process.exit(2);
}

if (options.startAt) await sleep(Math.max(0, options.startAt - Date.now()), undefined, { signal: ending.signal }).catch(() => undefined);

tally.begin();
const progress = setInterval(() => console.error(tally.progress()), 1_000);
await run(options, ending.signal, (number, client, dueMs) => (
  new Call(options, tally, number, dueMs).on(sessions[client])
));
clearInterval(progress);
tally.end();

await Promise.all(sessions.map((session) => session.close()));
console.log(JSON.stringify(tally.result()));
process.exit(0);
