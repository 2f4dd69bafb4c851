import { CliCommand, needed, UsageError } from './command-line.js';
import { PACKAGE_HELP, PACKAGE_OPTIONS, readPackage } from './package-options.js';
import { install as installPackage } from '../packages/install.js';

export const install: CliCommand = {
  usage: 'install npm NAME@VERSION --into DIR\n       install pypi NAME==VERSION --into DIR',
  help: `Installs a stdio server into a folder, from which "bridge --package DIR" serves it.
${PACKAGE_HELP}
  --into DIR         a folder that is empty, or holds an earlier installation`,
  async run(args) {
    const { given, source } = readPackage(args, [...PACKAGE_OPTIONS, 'into']);
    if (given.rest !== undefined) {
      throw new UsageError('Arguments of the server are given to bridge, and not to install.');
    }
    const { name, version } = await installPackage({ ...source, into: needed(given, 'into', '/mcp-agent-package') });
    process.stdout.write(`installed ${name} ${version}\n`);
  },
};
