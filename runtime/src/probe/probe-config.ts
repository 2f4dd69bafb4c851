import { SettingError } from '../settings/variable.js';

/** Which versions of the protocol are spoken to an agent: the newest that it has, or those of one era. */
export type EraChoice = 'auto' | 'legacy' | 'modern';

/** What an agent must do for a probe to succeed: answer, or refuse a client that has no token. */
export type Expectation = 'answers' | 'unauthorized';

/** An agent, and how it is probed. */
export interface Target {
  readonly namespace: string;
  readonly agent: string;
  /** The MCP endpoint as clients know it. */
  readonly url: string;
  readonly era: EraChoice;
  readonly expect: Expectation;
  /** Files, read anew for each probe since Kubernetes renews them in place. */
  readonly tokenFile: string | undefined;
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
}

export interface ProbeConfig {
  /** How many probes run at once. */
  readonly concurrency: number;
  readonly targets: readonly Target[];
}

type Fields = Readonly<Record<string, unknown>>;

const DEFAULTS = { intervalSeconds: 15, timeoutSeconds: 10, concurrency: 20 };

const CONFIG_KEYS = [...Object.keys(DEFAULTS), 'targets'];
const TARGET_KEYS = [
  'namespace', 'agent', 'url', 'era', 'expect', 'tokenFile', 'caFile', 'certFile', 'keyFile', 'intervalSeconds', 'timeoutSeconds',
];

/**
 * Reads the configuration of the probe.
 *
 * @param namespace that of targets which name none
 * @throws SettingError for the first thing that makes no sense
 */
export function parseProbeConfig(document: string, namespace?: string): ProbeConfig {
  const given = { ...DEFAULTS, ...fields(json(document), 'the configuration', CONFIG_KEYS) } as typeof DEFAULTS & Fields;
  if (!Array.isArray(given.targets)) {
    throw new SettingError('targets is missing; give the list of agents to probe, as in {"targets": [{"namespace": "mcp", "agent": "weather", "url": "http://weather.mcp:8000/mcp"}]}.');
  }
  const concurrency = number(given, 'concurrency', 'the configuration', 1, 1_000);
  const targets = given.targets.map((one: unknown, index) => target(one, `targets[${index}]`, { ...given, namespace }));
  checkUnique(targets);
  return { concurrency, targets };
}

type TargetDefaults = typeof DEFAULTS & { readonly namespace?: string };

function target(value: unknown, where: string, { intervalSeconds, timeoutSeconds, namespace }: TargetDefaults): Target {
  const given = { ...namespace === undefined ? {} : { namespace }, ...fields(value, where, TARGET_KEYS) } as Fields;
  const times = { intervalSeconds, timeoutSeconds: Math.min(timeoutSeconds, Number(given.intervalSeconds ?? intervalSeconds)), ...given };
  const read: Target = {
    namespace: needed(given, 'namespace', where),
    agent: needed(given, 'agent', where),
    url: url(given, where),
    era: choice(given, 'era', where, ['auto', 'legacy', 'modern']),
    expect: choice(given, 'expect', where, ['answers', 'unauthorized']),
    tokenFile: text(given, 'tokenFile', where),
    caFile: text(given, 'caFile', where),
    certFile: text(given, 'certFile', where),
    keyFile: text(given, 'keyFile', where),
    intervalSeconds: number(times, 'intervalSeconds', where, 1, 86_400),
    timeoutSeconds: number(times, 'timeoutSeconds', where, 0.1, 300),
  };
  check(read, where);
  return read;
}

function check({ timeoutSeconds, intervalSeconds, expect, tokenFile, certFile, keyFile }: Target, where: string): void {
  if (timeoutSeconds > intervalSeconds) {
    throw new SettingError(`timeoutSeconds of ${where} is ${timeoutSeconds}, longer than the interval of ${intervalSeconds} s: a probe would meet the next. Shorten it.`);
  }
  if (expect === 'unauthorized' && tokenFile !== undefined) {
    throw new SettingError(`${where} expects to be refused and has a tokenFile. Leave one of the two out.`);
  }
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new SettingError(`${where} has only one of certFile and keyFile. Give both, or none.`);
  }
}

function checkUnique(targets: readonly Target[]): void {
  const seen = new Set<string>();
  for (const { namespace, agent } of targets) {
    if (seen.has(`${namespace}/${agent}`)) {
      throw new SettingError(`Two targets are the agent ${agent} in the namespace ${namespace}; their metrics would be one. Give each agent once.`);
    }
    seen.add(`${namespace}/${agent}`);
  }
}

function json(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch (error) {
    throw new SettingError(`It is no JSON: ${(error as Error).message}.`);
  }
}

function fields(value: unknown, where: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SettingError(`${where} must be an object with: ${known.join(', ')}.`);
  }
  const stray = Object.keys(value).find((key) => !known.includes(key));
  if (stray !== undefined) {
    throw new SettingError(`${where} has "${stray}", which means nothing; there are: ${known.join(', ')}.`);
  }
  return value as Fields;
}

function text(given: Fields, key: string, where: string): string | undefined {
  const value = given[key];
  if (value !== undefined && (typeof value !== 'string' || value === '')) {
    throw new SettingError(`${key} of ${where} must be a text.`);
  }
  return value as string | undefined;
}

function needed(given: Fields, key: string, where: string): string {
  const value = text(given, key, where);
  if (value === undefined) {
    throw new SettingError(`${key} of ${where} is missing.`);
  }
  return value;
}

function url(given: Fields, where: string): string {
  const value = needed(given, 'url', where);
  if (!/^https?:\/\/[^@#\s]+$/.test(value) || !URL.canParse(value)) {
    throw new SettingError(`url of ${where} is "${value}", and must be an MCP endpoint without credentials, such as http://weather.mcp.svc.cluster.local:8000/mcp.`);
  }
  return value;
}

function choice<Word extends string>(given: Fields, key: string, where: string, words: readonly [Word, ...Word[]]): Word {
  const value = text(given, key, where) ?? words[0];
  if (!(words as readonly string[]).includes(value)) {
    throw new SettingError(`${key} of ${where} is "${value}", and must be one of: ${words.join(', ')}. Leave it out for ${words[0]}.`);
  }
  return value as Word;
}

function number(given: Fields, key: string, where: string, least: number, most: number): number {
  const value = given[key];
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    throw new SettingError(`${key} of ${where} is ${JSON.stringify(value)}, and must be a number from ${least} to ${most}.`);
  }
  return value;
}
