import { Drain } from '../drain/drain.js';
import { Metrics } from '../observation/metrics.js';

/** Asks the server behind the MCP port something of the protocol, without leaving state; rejects where it does not answer well. */
export type Probe = (signal: AbortSignal) => Promise<void>;

/** Why a process is not ready, or undefined where it is. */
export type Unready = string | undefined;

/** How long an answer is good for, in milliseconds: any number of askers costs one question. */
const FRESH = 1_000;

/** How long the server has to answer, in milliseconds: less than the kubelet's patience of 3 s, so that the reason gets out. */
const PATIENCE = 2_500;

/** Whether requests should be sent to this process. */
export class Readiness {
  private asked: Promise<Unready> | undefined;
  private askedAt = 0;

  public constructor(private readonly probe: Probe, private readonly drain: Drain, private readonly metrics: Metrics) {}

  public async check(): Promise<Unready> {
    const unready = this.drain.started ? 'draining' : await this.ask();
    this.metrics.ready.of().value = unready === undefined ? 1 : 0;
    return unready;
  }

  private ask(): Promise<Unready> {
    if (this.asked === undefined || performance.now() - this.askedAt > FRESH) {
      this.askedAt = performance.now();
      this.asked = this.probe(AbortSignal.timeout(PATIENCE)).then(() => undefined, (error: Error) => error.message || error.name);
    }
    return this.asked;
  }
}
