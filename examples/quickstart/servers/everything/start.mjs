// server-everything handles no SIGTERM, and as process 1 of a container Node then ignores it: the pod would hang until it
// is killed. This ends the process once every call in flight is answered. Sessions live in its memory and end with it.
import { subscribe } from 'node:diagnostics_channel';

let calls = 0;
let draining = false;

const leaveWhenIdle = () => draining && calls === 0 && process.exit(0);

subscribe('http.server.request.start', ({ request, response }) => {
  if (request.method !== 'POST') return; // a session's GET stream stays open for good and must not hold up the end
  calls += 1;
  response.once('close', () => {
    calls -= 1;
    leaveWhenIdle();
  });
});

process.once('SIGTERM', () => {
  draining = true;
  leaveWhenIdle();
});

// Listens on $PORT, 3001 by default, on all interfaces.
await import('@modelcontextprotocol/server-everything/dist/transports/streamableHttp.js');
