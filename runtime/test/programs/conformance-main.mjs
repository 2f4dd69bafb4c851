// How a fixture is started, by its first argument: http (bare, as the SDK's examples have it; PORT is where it listens), stdio, or serve.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

/**
 * @param buildServer makes the server of one client
 * @param sdk `transport(options)` and `stdio()`, and where there is a modern era `isLegacy(request, body)` and `modern(request, response, body)`
 */
export async function main(buildServer, sdk) {
  switch (process.argv[2]) {
    case 'stdio':
      await buildServer().connect(sdk.stdio());
      break;
    case 'serve': {
      const { serve } = await import('mcp-agent-runtime');
      await serve(buildServer);
      break;
    }
    default:
      bare(buildServer, sdk).listen(Number(process.env.PORT), () => console.log('listening'));
  }
}

const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

function bare(buildServer, { transport: make, isLegacy, modern }) {
  const transports = new Map();
  return createServer(async (request, response) => {
    const { headers: { host, origin, 'mcp-session-id': id } } = request;
    if (!LOCAL.test(host) || (origin !== undefined && !LOCAL.test(new URL(origin).host))) {
      response.writeHead(403).end();
      return;
    }
    if (id !== undefined) {
      const transport = transports.get(id);
      await (transport ? transport.handleRequest(request, response) : response.writeHead(404).end());
      return;
    }
    const body = request.method === 'POST' ? await json(request).catch(() => undefined) : undefined;
    if (modern && !await isLegacy(request, body)) {
      await modern(request, response, body);
      return;
    }
    const transport = make({ sessionIdGenerator: () => randomUUID(), onsessioninitialized: (sid) => { transports.set(sid, transport); } });
    transport.onclose = () => transports.delete(transport.sessionId);
    await buildServer().connect(transport);
    await transport.handleRequest(request, response, body);
  });
}
