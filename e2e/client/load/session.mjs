import { setTimeout as sleep } from 'node:timers/promises';
import { ERAS } from './clients.mjs';
import { httpStatusOf } from './failure.mjs';

/** How long the end of a session may take: a server that is gone says nothing. */
const END_MS = 2_000;

/** What servers answer to a session they do not know: 404 by the specification, 400 by the SDK's examples. */
const UNKNOWN_SESSION = [400, 404];

/** A client of the server; in the legacy era it has a session there, which may be lost. */
export class Session {
  #connection;

  constructor(options, tally) {
    this.options = options;
    this.tally = tally;
    this.era = ERAS[options.era];
  }

  /** Connects before the load begins, with patience. */
  async open(untilMs = performance.now() + this.options.patienceSeconds * 1_000) {
    try {
      await this.#connected();
    } catch (error) {
      if (performance.now() > untilMs) throw error;
      await sleep(250);
      await this.open(untilMs);
    }
  }

  /** Calls a tool; where the session was lost and may be opened again, first that. */
  async call(params, signal) {
    const connection = await unlessAborted(this.#connected(), signal);
    try {
      return await this.era.call(connection.client, params, this.#requestOptions(signal));
    } catch (error) {
      if (this.#isLoss(error, signal)) this.#lose(connection);
      throw error;
    }
  }

  async close() {
    const connection = await this.#connection?.catch(() => undefined);
    if (!connection) return;
    await Promise.race([this.era.end(connection.transport).catch(() => undefined), sleep(END_MS)]);
    await connection.client.close().catch(() => undefined);
  }

  #connected() {
    this.#connection ??= this.#connect().catch((error) => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }

  async #connect() {
    const client = this.era.client();
    const transport = this.era.transport(this.options.url);
    client.onerror = () => undefined; // a stream that breaks is not a call: calls say themselves what became of them
    await client.connect(transport, { timeout: this.options.deadlineSeconds * 1_000 });
    this.#observe(transport);
    this.tally.opened();
    return { client, transport, isLost: false };
  }

  /** Counts what arrives before the SDK drops what it did not ask for. */
  #observe(transport) {
    const answered = new Set();
    const { onmessage } = transport;
    transport.onmessage = (message, extra) => {
      if ('method' in message && message.method === this.options.notifications?.method) this.tally.notification();
      if ('result' in message || 'error' in message) {
        if (answered.has(message.id)) this.tally.duplicate();
        answered.add(message.id);
      }
      onmessage(message, extra);
    };
  }

  #requestOptions(signal) {
    // The SDK's own time-out must not come first: it could not be told from an error that the server sent.
    const options = { signal, timeout: this.options.deadlineSeconds * 2_000 };
    return this.options.notifications?.method === 'notifications/progress' ? { ...options, onprogress: () => undefined } : options;
  }

  #isLoss(error, signal) {
    return this.options.era === 'legacy' && !signal.aborted && UNKNOWN_SESSION.includes(httpStatusOf(error));
  }

  /** Once for each session, though many calls in flight may learn of it. The old client stays open: calls of its may yet be answered. */
  #lose(connection) {
    if (connection.isLost) return;
    connection.isLost = true;
    this.tally.sessionLost();
    if (this.options.reconnect) this.#connection = undefined;
  }
}

function unlessAborted(promise, signal) {
  const aborted = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
  return Promise.race([promise, aborted]);
}
