/** What stands for a name that is not ours to count by. */
export const OTHER = '_OTHER';

/**
 * Names that may become labels.
 *
 * Callers choose the names in their requests: counted as they come, one caller could fill the memory of the server and
 * of Prometheus with series. So only names that the server is known to have are labels, and of those a limited number.
 */
export class KnownNames {
  private readonly names: Set<string>;

  public constructor(names: Iterable<string> = [], private readonly limit = 500) {
    this.names = new Set(names);
  }

  public learn(name: string): void {
    if (this.names.size < this.limit) {
      this.names.add(name);
    }
  }

  public has(name: string): boolean {
    return this.names.has(name);
  }

  /** The name where it is known, else `_OTHER`. */
  public labelOf(name: string): string {
    return this.names.has(name) ? name : OTHER;
  }

  /** The name, learnt where there is room, else `_OTHER`: for names that a few peers choose for themselves. */
  public admit(name: string): string {
    this.learn(name);
    return this.labelOf(name);
  }
}

/** The methods of both eras' specifications; a server's own are learnt when it answers them. */
export const METHODS: readonly string[] = [
  'completion/complete', 'elicitation/create', 'initialize', 'logging/setLevel', 'ping', 'prompts/get', 'prompts/list',
  'resources/list', 'resources/read', 'resources/subscribe', 'resources/templates/list', 'resources/unsubscribe', 'roots/list',
  'sampling/createMessage', 'server/discover', 'subscriptions/listen', 'tasks/cancel', 'tasks/get', 'tasks/list', 'tasks/result',
  'tasks/update', 'tools/call', 'tools/list',
];
