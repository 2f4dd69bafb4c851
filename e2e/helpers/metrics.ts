import { Cluster } from './cluster';

/** The metrics of a pod at one moment. */
export class Scrape {
  /** Reads a pod's metrics as its own node would: that is allowed whatever NetworkPolicies say. */
  public static async of(cluster: Cluster, namespace: string, pod: string, port: number, path = '/metrics'): Promise<Scrape> {
    return cluster.forwarded(namespace, `pod/${pod}`, port, async (address) => {
      const response = await fetch(`${address}${path}`);
      if (!response.ok) {
        throw new Error(`${pod} answered ${response.status} for its metrics: ${await response.text()}`);
      }
      return new Scrape(await response.text());
    });
  }

  private constructor(
    /** In the Prometheus text format. */
    public readonly text: string,
  ) {}

  /** The sum of all series of a name that have these labels; nothing where there is none. */
  public sum(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const lines = this.text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    const values = lines.filter((line) => wanted.every((label) => line.includes(label))).map((line) => Number(line.split(' ').at(-1)));
    return values.length > 0 ? values.reduce((total, value) => total + value) : undefined;
  }
}
