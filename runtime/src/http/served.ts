import type { IncomingMessage, ServerResponse } from 'node:http';
import { Probe } from '../management/readiness.js';

/** A request, with who proved to have sent it; both SDKs read `auth`. */
export type McpRequest = IncomingMessage & { auth?: never };

/** What stands behind the MCP port: an SDK's server, stdio children, or another HTTP server. */
export interface Served {
  /** Asks something of the protocol, without leaving state. */
  readonly probe: Probe;
  /** Answers a request of the MCP path that may be answered. */
  handle(request: McpRequest, response: ServerResponse): Promise<void> | void;
  /** Whether the session lives in this process. */
  owns(sessionId: string): boolean;
  /** Whether the request would open a session, as far as its headers tell. */
  opensSession(request: McpRequest): boolean;
  /** How many sessions there are whose clients would miss them now. */
  sessionsInUse(): number;
  /** Hands over sessions that other replicas can carry on and that no call goes on in; called again and again while the process drains. */
  handOver?(): Promise<void>;
  /** Ends subscriptions with their final result, hands sessions over or closes them, and frees what is held. */
  end(): Promise<void>;
}
