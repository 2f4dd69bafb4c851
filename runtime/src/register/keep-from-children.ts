import { fileURLToPath } from 'node:url';

/** What the package calls it. */
const EXPORT = 'mcp-agent-runtime/register';

/**
 * Takes what loaded the runtime out of the options that programs started by the server inherit: they are not the server,
 * and would find its ports taken and end.
 *
 * @param loaded the URL of what was loaded
 */
export function keepFromChildren(loaded: string, env: NodeJS.ProcessEnv = process.env): void {
  const names = [EXPORT, loaded, fileURLToPath(loaded)];
  const kept = env.NODE_OPTIONS?.replace(/(?:^|\s+)--import[=\s]\s*(\S+)/g, (option, name: string) => (names.includes(name) ? '' : option)).trim();
  if (kept) {
    env.NODE_OPTIONS = kept;
  } else {
    delete env.NODE_OPTIONS;
  }
}
