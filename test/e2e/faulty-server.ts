import { randomUUID } from 'node:crypto';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer as LegacyServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createMcpHandler, McpServer as ModernServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** What goes wrong in a call; the rest is answered as it should be. */
export type Fault = 'tool-error' | 'wrong' | 'slow' | 'silent' | 'http-503' | 'reset' | 'twice' | 'rpc-error' | 'lose-session' | 'notify';

/** Which fault a call meets, by its number. */
export type Faults = (call: number) => Fault | undefined;

/** How long a slow call takes. */
export const SLOW_MS = 2_000;

/** Notifications of progress that a call with the fault `notify` is sent. */
export const NOTIFICATIONS = 3;

/** A server on the official SDK whose tool `echo` fails where it is told to. */
export interface FaultyServer {
  readonly url: string;
  close(): void;
}

/** Starts a server of an era. */
export async function faultyServer(era: 'legacy' | 'modern', faults: Faults): Promise<FaultyServer> {
  const serve = era === 'legacy' ? legacy(faults) : modern(faults);
  const server = createServer((request, response) => {
    void withBody(request).then((body) => {
      if (!failedBelowMcp(faults(callIn(body)), body, response)) {
        void serve(request, response, body);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`, close: () => end(server) };
}

type Serve = (request: IncomingMessage, response: ServerResponse, body: any) => Promise<void>;

function legacy(faults: Faults): Serve {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const open = async () => {
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
    });
    const server = new LegacyServer({ name: 'faulty', version: '1.0.0' });
    server.registerTool('echo', { inputSchema: { text: z.string() } }, ({ text }, { _meta, sendNotification }) => (
      echo(faults, text, async (progress) => sendNotification({ method: 'notifications/progress', params: { progressToken: _meta!.progressToken!, progress } }))
    ));
    await server.connect(transport);
    return transport;
  };
  return async (request, response, body) => {
    const id = request.headers['mcp-session-id'] as string | undefined;
    if (id && faults(callIn(body)) === 'lose-session') {
      sessions.delete(id);
    }
    const transport = id ? sessions.get(id) : await open();
    await (transport ? transport.handleRequest(request, response, body) : response.writeHead(404).end());
  };
}

function modern(faults: Faults): Serve {
  const handler = createMcpHandler(() => {
    const server = new ModernServer({ name: 'faulty', version: '1.0.0' });
    server.registerTool('echo', { inputSchema: z.object({ text: z.string() }) }, ({ text }, { mcpReq }) => (
      echo(faults, text, async (progress) => mcpReq.notify({
        method: 'notifications/progress', params: { progressToken: mcpReq._meta!.progressToken!, progress },
      }))
    ));
    return server;
  });
  const serve = toNodeHandler(handler);
  return async (request, response, body) => serve(request, response, body);
}

async function echo(faults: Faults, text: string, notify: (progress: number) => Promise<void>): Promise<{ content: [{ type: 'text'; text: string }] }> {
  const fault = faults(numberOf(text));
  switch (fault) {
    case 'tool-error': throw new Error('the tool failed');
    case 'silent': return new Promise(() => undefined);
    case 'slow': await sleep(SLOW_MS); break;
    case 'notify': for (let progress = 1; progress <= NOTIFICATIONS; progress += 1) {
      await notify(progress);
    }
  }
  // The longer number holds the right one: only whoever looks at the whole word notices.
  return { content: [{ type: 'text', text: fault === 'wrong' ? `${text}0` : text }] };
}

/** Faults that no SDK makes: of the network, of HTTP, and of a server that speaks the protocol wrongly. */
function failedBelowMcp(fault: Fault | undefined, { id }: any, response: ServerResponse): boolean {
  const event = (message: object) => `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', id, ...message })}\n\n`;
  const send = (text: string) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text);
  switch (fault) {
    case 'http-503': response.writeHead(503).end(); return true;
    case 'reset': response.destroy(); return true;
    case 'rpc-error': send(event({ error: { code: -32050, message: 'refused' } })); return true;
    case 'twice': send(event({ result: ANSWERED_TWICE }).repeat(2)); return true;
    default: return false;
  }
}

const ANSWERED_TWICE = { content: [{ type: 'text', text: 'anything' }], resultType: 'complete' };

async function withBody(request: IncomingMessage): Promise<any> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
}

/** The number of the call that a request makes; NaN for any other request. */
function callIn({ params }: any): number {
  return numberOf(params?.arguments?.text ?? '');
}

/** Tokens end in the number of their call. */
function numberOf(text: string): number {
  return Number(/-(\d+)$/.exec(text)?.[1] ?? Number.NaN);
}

function end(server: Server): void {
  server.close();
  server.closeAllConnections();
}
