import { CliCommand, read, UsageError } from './command-line.js';
import { findProgram } from './find-program.js';
import { installedCommand } from '../packages/manifest.js';

export const bridge: CliCommand = {
  usage: 'bridge -- COMMAND [ARGUMENT...]\n       bridge --package DIR [-- ARGUMENT...]',
  help: `Serves a stdio server over Streamable HTTP: a process of it for each session.
  --package DIR   the server is the package that "mcp-agent install" put into DIR`,
  async run(args) {
    const given = read(args, ['package']);
    if (given.words.length > 0) {
      throw new UsageError(`"${given.words[0]}" is no option; write the server's command after two dashes, as in bridge -- ${given.words.join(' ')}.`);
    }
    const { rest = [], options: { package: folder } } = given;
    const installed = folder === undefined ? undefined : installedCommand(folder);
    const [command, ...others] = [...installed?.command ?? [], ...rest];
    if (command === undefined) {
      throw new UsageError('The server\'s command is missing; write it after two dashes, as in bridge -- node server.js.');
    }
    findProgram(command);
    const { runBridge } = await import('../bridge/run-bridge.js');
    await runBridge({ command: { command, args: others, env: installed?.env } });
  },
};
