import { readFileSync } from 'node:fs';
import { Client, StreamableHTTPClientTransport, VersionNegotiationMode } from '@modelcontextprotocol/client';
import { Connection } from './connection.js';
import { ProbeFailure, Reason, reasonOf } from './failure.js';
import { EraChoice, Target } from './probe-config.js';
import { VERSION } from '../version.js';

/** What the probe calls itself, so that dashboards can leave its sessions out. */
export const CLIENT_NAME = 'mcp-probe';

/** The parts of a probe, in their order. */
export const PHASES = ['connect', 'handshake', 'ping', 'list', 'end'] as const;
export type Phase = (typeof PHASES)[number];

/** What an agent said of itself. */
export interface Described {
  readonly name: string;
  readonly version: string;
  readonly protocolVersion: string;
  readonly era: 'legacy' | 'modern';
}

/** How a probe ended. */
export interface Outcome {
  /** Why it failed; undefined where it succeeded. */
  readonly reason: Reason | undefined;
  /** What went wrong, for the log. */
  readonly error: Error | undefined;
  /** From the start to the last answer, without the session's end. */
  readonly seconds: number;
  /** In seconds; of a failed probe those up to the phase in which it failed. */
  readonly phases: Readonly<Partial<Record<Phase, number>>>;
  readonly described: Described | undefined;
}

/** How long a session has to end once the probe is over, in milliseconds. */
const GOODBYE = 2_000;

/** How each choice is negotiated: a known era costs no question which it is. */
const MODES: Readonly<Record<EraChoice, VersionNegotiationMode>> = { auto: 'auto', legacy: 'legacy', modern: { pin: '2026-07-28' } };

/** Compiling the schemas of tools costs more than all the rest, and the probe calls none. */
const NO_VALIDATION = { getValidator: () => (input: unknown) => ({ valid: true, data: input, errorMessage: undefined }) } as never;

/** Asks an agent once, as a client does that comes, looks which tools there are, and goes. Never rejects. */
export async function askAgent(target: Target, era: EraChoice = target.era): Promise<Outcome> {
  const phases: Partial<Record<Phase, number>> = {};
  const start = performance.now();
  let connection: Connection | undefined;
  let asked: Asked | undefined;
  let error: Error | undefined;
  try {
    connection = new Connection(new URL(target.url), {
      ca: content(target, 'caFile'), cert: content(target, 'certFile'), key: content(target, 'keyFile'),
    });
    asked = new Asked(target, era, connection, phases);
    await within(target.timeoutSeconds * 1000, asked.run(), connection);
  } catch (thrown) {
    error = thrown as Error;
  }
  const seconds = (performance.now() - start) / 1000;
  const reason = expected(target, error && reasonOf(error, connection ?? { failure: undefined, status: undefined }));
  separateConnect(phases, connection?.connectSeconds);
  await asked?.end();
  connection?.close();
  return { reason, error: reason && (error ?? new Error('it answered a client without a token')), seconds, phases, described: asked?.described };
}

/** The first request waits for the connection too. */
function separateConnect(phases: Partial<Record<Phase, number>>, connect: number | undefined): void {
  if (connect !== undefined && phases.handshake !== undefined) {
    phases.connect = connect;
    phases.handshake -= connect;
  }
}

/** The reason, seen by what was expected. */
function expected({ expect }: Target, reason: Reason | undefined): Reason | undefined {
  if (expect === 'answers') {
    return reason;
  }
  return reason === 'unauthorized' ? undefined : reason ?? 'unguarded';
}

/** A client that asks. */
class Asked {
  public described: Described | undefined;

  private readonly client: Client;
  private readonly transport: StreamableHTTPClientTransport;
  private readonly timeout: number;

  public constructor(
    target: Target, era: EraChoice, private readonly connection: Connection, private readonly phases: Partial<Record<Phase, number>>,
  ) {
    this.timeout = target.timeoutSeconds * 1000;
    this.client = new Client({ name: CLIENT_NAME, version: VERSION }, {
      versionNegotiation: { mode: MODES[era] }, jsonSchemaValidator: NO_VALIDATION,
    });
    const token = content(target, 'tokenFile')?.trim();
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    this.transport = new StreamableHTTPClientTransport(new URL(target.url), {
      fetch: this.connection.fetch, requestInit: { headers: { 'user-agent': `${CLIENT_NAME}/${VERSION}`, ...headers } },
    });
  }

  public async run(): Promise<void> {
    const { client } = this;
    const options = { timeout: this.timeout };
    await this.timed('handshake', () => client.connect(this.transport, options));
    const { name = '', version = '' } = client.getServerVersion() ?? {};
    const era = client.getProtocolEra() ?? 'legacy';
    this.described = { name, version, protocolVersion: client.getNegotiatedProtocolVersion() ?? '', era };
    if (era === 'legacy') {
      await this.timed('ping', () => client.ping(options));
    }
    if (client.getServerCapabilities()?.tools) {
      await this.timed('list', () => client.request({ method: 'tools/list', params: {} }, options));
    }
  }

  /** Ends the session, so that nothing is left of the probe; whether that works says nothing about the agent. */
  public async end(): Promise<void> {
    if (this.transport.sessionId !== undefined) {
      await this.timed('end', () => within(GOODBYE, this.transport.terminateSession(), this.connection)).catch(() => {});
    }
    await this.client.close().catch(() => {});
  }

  private async timed(phase: Phase, ask: () => Promise<unknown>): Promise<void> {
    const start = performance.now();
    try {
      await ask();
    } finally {
      this.phases[phase] = (performance.now() - start) / 1000;
    }
  }
}

/** Has it end in time. */
async function within<Result>(milliseconds: number, work: Promise<Result>, connection: Connection): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const failure = new ProbeFailure('timeout', `no answer within ${milliseconds / 1000} s`);
      connection.close(failure);
      reject(failure);
    }, milliseconds);
  });
  work.catch(() => {}); // what loses the race must not go unhandled
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

type FileKey = 'tokenFile' | 'caFile' | 'certFile' | 'keyFile';

function content(target: Target, key: FileKey): string | undefined {
  const file = target[key];
  try {
    return file === undefined ? undefined : readFileSync(file, 'utf8');
  } catch (error) {
    throw new ProbeFailure('credentials', `${key} can't be read: ${(error as Error).message}`, { cause: error });
  }
}
