import { AgentResult, AgentRun } from './agent';
import { Distribution } from './distribution';
import { OpenLoad } from './load';
import { AgentSettings } from './manifests';
import { Chance } from './random';
import { Arrivals, meansOf, Scenario } from './scenario';

/** What became of all agents of a scenario together. */
export interface FleetResult {
  readonly agents: number;
  readonly calls: number;
  /** Replicas times hours, for each agent and day. */
  readonly replicaHours: number;
  /** The most replicas of one agent. */
  readonly mostReplicas: number;
  readonly waits: Distribution;
  readonly lostCalls: number;
  readonly sessions: number;
  readonly lostSessions: number;
  /** Times that replicas left after others had come, for each agent and day. */
  readonly waves: number;
  /** The share of the time at which agents had as many replicas as they may. */
  readonly limitShare: number;
}

const DAY = 86_400;

/** Lives through a scenario with every one of its agents, each with the same settings and calls of its own. */
export function simulateFleet(settings: AgentSettings, scenario: Scenario, seed: number): FleetResult {
  const results = meansOf(scenario).map((mean, index) => simulateAgent(settings, scenario, mean, seed + index));
  const waits = new Distribution();
  results.forEach((result) => waits.merge(result.waits));
  const total = (figure: (result: AgentResult) => number) => results.reduce((whole, result) => whole + figure(result), 0);
  const agentDays = (results.length * scenario.seconds) / DAY;
  return {
    agents: results.length,
    calls: total(({ calls }) => calls),
    replicaHours: total(({ podSeconds }) => podSeconds) / 3600 / agentDays,
    mostReplicas: Math.max(...results.map(({ mostReplicas }) => mostReplicas)),
    waits,
    lostCalls: total(({ lostCalls }) => lostCalls),
    sessions: total(({ sessions }) => sessions),
    lostSessions: total(({ lostSessions }) => lostSessions),
    waves: total(({ waves }) => waves) / agentDays,
    limitShare: total(({ limitSeconds }) => limitSeconds) / results.length / scenario.seconds,
  };
}

/** One agent that is asked so much. Whom it meets comes from a chance of its own, so that other settings meet the same. */
export function simulateAgent(settings: AgentSettings, scenario: Scenario, mean: number, seed: number): AgentResult {
  const [callers, cluster] = [new Chance(2 * seed), new Chance(2 * seed + 1)];
  const load = new OpenLoad(new Arrivals(scenario, mean, callers), scenario, callers);
  return new AgentRun(settings, scenario, load, cluster).run();
}
