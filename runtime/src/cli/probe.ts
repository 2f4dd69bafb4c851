import { CliCommand, needed, read, UsageError } from './command-line.js';

export const probe: CliCommand = {
  usage: 'probe --config FILE',
  help: `Asks agents again and again, as a client does, and tells Prometheus whether and how fast they answered.
  --config FILE   JSON that says which; it is read again when it changes`,
  async run(args) {
    const given = read(args, ['config']);
    const [stray] = [...given.words, ...given.rest ?? []];
    if (stray !== undefined) {
      throw new UsageError(`"${stray}" is no option.`);
    }
    const configFile = needed(given, 'config', '/etc/mcp-probe/targets.json');
    const { runProbe } = await import('../probe/run-probe.js');
    await runProbe({ configFile });
  },
};
