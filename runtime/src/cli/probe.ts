import { CliCommand, needed, read, UsageError } from './command-line.js';

export const probe: CliCommand = {
  usage: 'probe --config FILE [--namespace NAME]',
  help: `Asks agents again and again, as a client does, and tells Prometheus whether and how fast they answered.
  --config FILE      JSON that says which; it is read again when it changes
  --namespace NAME   that of agents whose namespace the file does not say`,
  async run(args) {
    const given = read(args, ['config', 'namespace']);
    const [stray] = [...given.words, ...given.rest ?? []];
    if (stray !== undefined) {
      throw new UsageError(`"${stray}" is no option.`);
    }
    const configFile = needed(given, 'config', '/etc/mcp-probe/targets.json');
    const { runProbe } = await import('../probe/run-probe.js');
    await runProbe({ configFile, namespace: given.options.namespace });
  },
};
