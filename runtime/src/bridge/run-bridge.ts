import * as node from '@modelcontextprotocol/node';
import * as sdk from '@modelcontextprotocol/server';
import { BridgeSettings, readBridgeSettings } from './bridge-settings.js';
import { BridgedServer } from './bridged-server.js';
import { ChildPool } from './child-pool.js';
import { Command } from './command.js';
import { KeptClient } from './kept-client.js';
import { Listeners } from './listeners.js';
import { sessionlessServer } from './sessionless-server.js';
import { onSignals } from '../drain/signals.js';
import { learner } from '../management/learner.js';
import { Probe } from '../management/readiness.js';
import { Base, run, Running } from '../runtime.js';
import { observedFactory, ServerFactory } from '../serve/factory.js';
import { sdkV2 } from '../serve/sdk.js';
import { ServedFactory } from '../serve/served-factory.js';
import { openStore, overReplicas, selfOf } from '../sessions/replicas.js';
import { readSettings, Settings } from '../settings/settings.js';

/** How long a session must have been idle to make room for a new one, in milliseconds: its client thinks, or is gone. */
const MAKES_ROOM = 60_000;

export interface BridgeOptions extends Partial<Settings>, Partial<BridgeSettings> {
  /** What starts the server. */
  readonly command: Command;
  /** Whether SIGTERM and SIGINT drain the process and end it. Default: true. */
  readonly signals?: boolean;
}

/**
 * Serves a stdio server over Streamable HTTP: a process for each session, and the bridge between them.
 *
 * The HTTP side is that of `serve()`, on the SDK's own transport: a process takes the place of the SDK's server, and
 * sessions, replicas, drain and both eras come with it. The second SDK is used since it has both eras.
 */
export async function runBridge({ command, signals, ...given }: BridgeOptions): Promise<Running> {
  const settings = { ...readSettings(), ...given };
  const bridge = { ...readBridgeSettings(), ...given };
  const base = new Base(settings, 'bridge');
  const { metrics, log, observer } = base;
  const patience = bridge.startSeconds * 1000;
  const pool = new ChildPool({
    command,
    most: bridge.maxChildren,
    spares: bridge.spares,
    mostLineBytes: Math.max(settings.maxBodyBytes, MOST_ANSWER_BYTES),
    metrics,
    log,
  });
  const listeners = new Listeners();
  const kept = new KeptClient({
    take: () => take('idle'),
    patience,
    idle: settings.sessionIdleSeconds * 1000,
    isHeard: () => listeners.listenerCount > 0,
    answered: (child) => pool.answered(child),
    heard: (notification) => listeners.heard(notification),
  });
  const take = async (state: 'busy' | 'idle') => {
    if (pool.isFull) {
      await served.endIdlest(MAKES_ROOM);
    }
    return pool.take(state);
  };
  const bridged = async () => new BridgedServer(await take('busy'), {
    patience,
    answered: (child) => pool.answered(child),
    undeliverable: (message, error) => {
      metrics.errors.of('undeliverable').value++;
      log.debug('a message of the server belongs to no request that waits', { method: message.method, error });
    },
  });
  const isStateful = settings.sessions === 'stateful';
  const factory: ServerFactory = async ({ era }) => (era === 'legacy' && isStateful ? bridged() : sessionlessServer(kept)) as never;
  const served = new ServedFactory({
    base,
    sdk: sdkV2(sdk, node, listeners),
    factory: observedFactory(factory, observer),
    probe: childProbe(base, pool, patience),
    owner: selfOf(settings),
    store: await openStore(base),
    streamsCount: false,
  });
  const { end, ...additions } = overReplicas(base, served, served.portable);
  const running = await run(base, served, {
    ...additions,
    end: async () => {
      await Promise.all([pool.close(), end?.()]);
    },
  });
  return signals === false ? running : onSignals(running, log);
}

/** The most bytes of a message of the server: results are larger than requests. */
const MOST_ANSWER_BYTES = 64 * 1024 * 1024;

/** Asks a process that no client has to do with. */
function childProbe(base: Base, pool: ChildPool, patience: number): { readonly probe: Probe; close(): Promise<void> } {
  const learn = learner(base);
  const client = new KeptClient({
    take: () => pool.takeForProbe(),
    patience,
    answered: (child, initialized) => {
      pool.answered(child);
      learn({ method: 'initialize' }, initialized);
      if ((initialized.capabilities as { tools?: object } | undefined)?.tools) {
        client.ask('tools/list', {}).then((tools) => learn({ method: 'tools/list' }, tools), () => {});
      }
    },
  });
  return {
    probe: async (signal) => {
      const late = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('the server\'s process has not answered in time')), { once: true });
      });
      await Promise.race([client.ask('ping', undefined, { signal }), late]);
    },
    close: () => client.close(),
  };
}
