import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Command, cpuSeconds, objectsOf, program } from './processes';
import { goProgram } from '../../tools/go-program';
import { progress } from '../../tools/once';
import { median, publish } from '../figure';
import { inTurn } from '../in-turn';

/** Agents in one chart. */
const AGENTS = 1000;

/** Rounds; in each, every program runs once, so that what slows the machine down slows all of them. */
const ROUNDS = 11;

/** How far from 1 the control may lie; further off, the machine was too busy for the other ratios to mean anything. */
const NOISE = 0.03;

const HELM = join(__dirname, 'helm');

function main(): void {
  checkSameObjects();
  const programs: Record<string, (outdir: string) => Command> = {
    agents: program('agents', AGENTS),
    plain: program('plain', AGENTS),
    control: program('plain', AGENTS),
    few: program('agents', AGENTS / 10),
    helm: helmTemplate(AGENTS),
  };
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    progress(`round ${round + 1} of ${ROUNDS}`);
    return Object.fromEntries(inTurn(Object.keys(programs), round).map((name) => [name, cpuSeconds(programs[name])]));
  });
  const ratio = (over: string, under: string) => median(rounds.map((round) => round[over] / round[under]));
  const seconds = (name: string) => median(rounds.map((round) => round[name]));
  checkControl(ratio('control', 'plain'));
  publish([
    { figure: 'synth 1,000 agents, CPU against plain cdk8s-plus-28', value: ratio('agents', 'plain'), unit: 'ratio', better: 'lower', promise: 1.2, aim: 1.1 },
    { figure: 'control: plain against itself', value: ratio('control', 'plain'), unit: 'ratio', better: 'lower' },
    { figure: 'synth 1,000 agents against 100', value: ratio('agents', 'few'), unit: 'ratio', better: 'lower', promise: 11, aim: 10 },
    { figure: 'synth 1,000 agents', value: seconds('agents'), unit: 'CPU s', better: 'lower' },
    { figure: 'plain cdk8s-plus-28, the same objects', value: seconds('plain'), unit: 'CPU s', better: 'lower' },
    { figure: 'helm template, the same objects', value: seconds('helm'), unit: 'CPU s', better: 'lower' },
  ]);
}

/** `helm template` for a chart that renders N agents. */
function helmTemplate(agents: number): () => Command {
  const command = goProgram({ name: 'helm', package: 'helm.sh/helm/v3/cmd/helm', module: HELM });
  return () => ({ command, args: ['template', 'agents', join(HELM, 'chart'), '--set', `count=${agents}`] });
}

/** Figures of a machine that was too busy must neither keep nor break a promise. */
function checkControl(ratio: number): void {
  if (Math.abs(ratio - 1) > NOISE) {
    throw new Error(`plain against itself is ${ratio.toPrecision(4)}, not within ${100 * NOISE} % of 1: run this again on a quieter machine`);
  }
}

/** A comparison of programs that do different things would say nothing. */
function checkSameObjects(): void {
  const agents = objectsOf(program('agents', 3));
  for (const [name, others] of Object.entries({ plain: objectsOf(program('plain', 3)), helm: objectsOf(helmTemplate(3)) })) {
    const keys = [...new Set([...agents.keys(), ...others.keys()])];
    const different = keys.filter((key) => !isDeepStrictEqual(comparable(agents.get(key)), comparable(others.get(key))));
    if (agents.size !== 27 || different.length > 0) {
      throw new Error(`agents and ${name} must write the same 27 objects; different: ${different.join(', ')}`);
    }
  }
}

/** cdk8s-plus-28 labels pods by the path of their construct, which is not the same in every program. */
function comparable(object: any): any {
  delete object?.spec?.template?.metadata?.labels?.['cdk8s.io/metadata.addr'];
  return object;
}

main();
