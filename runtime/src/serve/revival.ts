import { replayedRequest } from './replayed-request.js';
import { HttpTransport } from './sdk.js';
import { SESSION_HEADER } from '../http/eras.js';
import { Message } from '../observation/messages.js';
import { SessionRecord } from '../sessions/session-store.js';

/** What a session is told to become the one that it was elsewhere. */
export interface Revival {
  readonly id: string;
  readonly record: SessionRecord;
  readonly path: string;
  /** Who the client proved to be, as the SDKs hand it to a server. */
  readonly auth: unknown;
  /** The protocol version that the server chose, once it has answered `initialize`. */
  readonly protocolVersion: () => string;
}

/** Tells a new transport what its session was told elsewhere. */
export async function revive(transport: HttpTransport, { id, record, path, auth, protocolVersion }: Revival): Promise<void> {
  const say = async (message: Message, headers = {}) => {
    const { request, response, status } = replayedRequest(path, headers);
    await transport.handleRequest(Object.assign(request, { auth }), response, { jsonrpc: '2.0', ...message });
    return status;
  };
  const status = await say(record.initialize);
  if (status !== 200) {
    throw new Error(`the server answered ${status} to the initialize of a session that it knew`);
  }
  const headers = { [SESSION_HEADER]: id, 'mcp-protocol-version': protocolVersion() };
  await say({ method: 'notifications/initialized' }, headers);
  for (const [index, message] of Object.values(record.lasting).entries()) {
    await say({ ...message, id: `replayed-${index}` }, headers);
  }
}
