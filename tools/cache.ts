import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder for what was fetched or built once and serves every clone on this machine: checkers, schemas, CRDs.
 * It may be deleted at any time. `CDK8S_MCP_CACHE` moves it; the default is `cdk8s-mcp` in the user's cache folder.
 */
export function cacheFolder(...names: string[]): string {
  const root = process.env.CDK8S_MCP_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-mcp');
  const folder = join(root, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}
