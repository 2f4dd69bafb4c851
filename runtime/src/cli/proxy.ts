import { CliCommand, needed, read, UsageError } from './command-line.js';

export const proxy: CliCommand = {
  usage: 'proxy --upstream URL [--host-header upstream|client]',
  help: `Stands before an MCP server that speaks HTTP, whatever its language, and observes and drains it.
  --upstream URL   the server's MCP endpoint, such as http://127.0.0.1:3000/mcp
  --host-header    which Host the server sees: that of its own URL (the default), or the one that the client asked for`,
  async run(args) {
    const given = read(args, ['upstream', 'host-header']);
    const [stray] = [...given.words, ...given.rest ?? []];
    if (stray !== undefined) {
      throw new UsageError(`"${stray}" is no option.`);
    }
    const upstream = needed(given, 'upstream', 'http://127.0.0.1:3000/mcp');
    const hostHeader = given.options['host-header'] ?? 'upstream';
    if (hostHeader !== 'upstream' && hostHeader !== 'client') {
      throw new UsageError(`--host-header is "${hostHeader}", and must be upstream or client.`);
    }
    const { runProxy } = await import('../proxy/run-proxy.js');
    await runProxy({ upstream, hostHeader });
  },
};
