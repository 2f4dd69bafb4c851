import { Environment, integer, text } from '../settings/variable.js';

/** What the bridge was told by its environment; the contract explains each. */
export interface BridgeSettings {
  /** How many processes may run for clients; undefined for as many as the memory has room for. */
  readonly maxChildren: number | undefined;
  readonly spares: number;
  readonly startSeconds: number;
}

/** More processes than a pod should ever have. */
const MOST_CHILDREN = 10_000;

export function readBridgeSettings(env: Environment = process.env): BridgeSettings {
  return {
    maxChildren: text(env, 'MCP_BRIDGE_MAX_CHILDREN') === undefined ? undefined : integer(env, 'MCP_BRIDGE_MAX_CHILDREN', 32, 1, MOST_CHILDREN),
    spares: integer(env, 'MCP_BRIDGE_SPARES', 1, 0, 100),
    startSeconds: integer(env, 'MCP_BRIDGE_START_SECONDS', 30, 1, 3_600),
  };
}
