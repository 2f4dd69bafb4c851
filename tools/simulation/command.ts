import { parseArgs } from 'node:util';
import { simulateFleet } from './fleet';
import { agentSettings, manifestsOf } from './manifests';
import { reportHead, reportTable } from './report';
import { scenarioOf, SCENARIOS } from './scenario';
import { defaultManifests } from './subject';
import { variantsOf } from './variants';

/** What one simulation is asked for on the command line. */
export const OPTIONS = {
  agent: { type: 'string' },
  agents: { type: 'string' },
  scenario: { type: 'string', default: 'day' },
  seed: { type: 'string', default: '1' },
  vary: { type: 'string' },
} as const;

export const USAGE = `npm run simulate -- [FILE.yaml] [--agent NAME] [--scenario NAME or FILE.yaml] [--vary WHAT=VALUE,VALUE] [--agents N] [--seed N]
npm run simulate -- --check TIMELINE.json...
npm run simulate -- --document PAGE.md

FILE.yaml holds what an agent was synthesized to; without it, one with the library's defaults is simulated.
Scenarios: ${Object.keys(SCENARIOS).join(', ')}.`;

/** Simulates what the arguments ask for, and tells what it was of, and a table. */
export function simulated(args: readonly string[]): string {
  const { positionals, values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (positionals.length > 1) {
    throw new Error(`one file at a time: ${positionals.join(', ')}.\n\n${USAGE}`);
  }
  const settings = agentSettings(positionals[0] ? manifestsOf(positionals[0]) : defaultManifests(), values.agent);
  const named = scenarioOf(values.scenario);
  const scenario = values.agents ? { ...named, agents: Number(values.agents) } : named;
  const rows = variantsOf(settings, values.vary).map(({ name, settings: variant }) => (
    { name, result: simulateFleet(variant, scenario, Number(values.seed)) }
  ));
  return `${reportHead(rows[0].result, scenario.name)}\n\n${reportTable(rows)}`;
}
