import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CliCommand, read, UsageError } from './command-line.js';
import { SettingError } from '../settings/variable.js';

export const copy: CliCommand = {
  usage: 'copy DIR',
  help: 'Copies the runtime, with its Node, into DIR: a volume that is then mounted at /mcp-agent in the server\'s container.',
  async run(args) {
    const [folder, ...others] = read(args, []).words;
    if (folder === undefined || others.length > 0) {
      throw new UsageError('Give one folder, as in copy /mcp-agent-volume.');
    }
    copyRuntime(fileURLToPath(new URL('../..', import.meta.url)), folder);
  },
};

/** Copies what is below a folder; links are kept as they are, since the volume will lie where the image has it. */
export function copyRuntime(from: string, to: string): void {
  try {
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  } catch (error) {
    throw new SettingError(`The runtime can't be copied to ${to}: ${(error as Error).message}. Mount a volume there that the user ${process.getuid?.()} may write.`);
  }
}
