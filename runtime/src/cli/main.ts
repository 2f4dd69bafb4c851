#!/usr/bin/env node
import { bake } from './bake.js';
import { bridge } from './bridge.js';
import { CliCommand, UsageError } from './command-line.js';
import { copy } from './copy.js';
import { install } from './install.js';
import { probe } from './probe.js';
import { proxy } from './proxy.js';
import { SettingError } from '../settings/variable.js';
import { VERSION } from '../version.js';

const COMMANDS: Readonly<Record<string, CliCommand>> = { bridge, proxy, probe, install, bake, copy };

/** What a shell takes for "called wrongly". */
const MISUSE = 2;

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === '--version') {
    process.stdout.write(`${VERSION}\n`);
  } else if (name === '--help' || name === 'help') {
    process.stdout.write(help());
  } else if (name === undefined || !Object.hasOwn(COMMANDS, name)) {
    const problem = name === undefined ? 'A command is missing' : `There is no command "${name}"`;
    throw new UsageError(`${problem}; there are: ${Object.keys(COMMANDS).join(', ')}.`);
  } else if (asksForHelp(args)) {
    process.stdout.write(helpOf(COMMANDS[name]));
  } else {
    await COMMANDS[name].run(args);
  }
}

/** What follows two dashes belongs to the server. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).includes('--help');
}

function help(): string {
  return `mcp-agent ${VERSION}: serves, observes and drains MCP servers on Kubernetes\n\n${Object.values(COMMANDS).map(helpOf).join('\n')}
Settings are variables of the environment; docs/contract.md lists them.\n`;
}

function helpOf({ usage, help: text }: CliCommand): string {
  return `usage: mcp-agent ${usage.replaceAll('\n       ', '\n       mcp-agent ')}\n  ${text}\n`;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof UsageError) {
    process.stderr.write(`mcp-agent: ${error.message} "mcp-agent --help" tells more.\n`);
    process.exit(MISUSE);
  }
  // What the user can mend needs no stack.
  process.stderr.write(`mcp-agent: ${error instanceof SettingError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
});
