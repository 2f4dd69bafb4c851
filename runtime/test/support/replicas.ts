import { Balancer, startBalancer } from './balancer.js';
import { Program, programFile, startProgram } from './program.js';
import { freePort } from './running.js';
import { scrape } from './scrape.js';
import { SdkName } from './servers.js';

/** A replica, at an address of its own as pods have them. */
export interface Replica extends Program {
  readonly host: string;
}

/** Replicas of one workload behind a balancer. */
export interface Workload {
  readonly replicas: readonly Replica[];
  readonly balancer: Balancer;
  /** The sum over all replicas that live. */
  sum(metric: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  /** Starts one more, or one anew at an address whose replica is gone. */
  start(index: number): Promise<Replica>;
  end(): Promise<void>;
}

/** Starts replicas at 127.0.0.2, 127.0.0.3, ... on the same ports, and a balancer that takes requests for them in turn. */
export async function startWorkload(count: number, sdk: SdkName, env: Readonly<Record<string, string>> = {}): Promise<Workload> {
  const hosts = Array.from({ length: count }, (_, index) => `127.0.0.${index + 2}`);
  const [port, peersPort] = [await freePort(), await freePort()];
  const start = async (index: number) => {
    const program = await startProgram([programFile('replica.mjs')], {
      SDK: sdk,
      MCP_HOST: hosts[index],
      MCP_PORT: String(port),
      MCP_PEERS_PORT: String(peersPort),
      MCP_PEERS_SERVICE: hosts.join(','),
      MCP_POD_IP: hosts[index],
      MCP_LOG_LEVEL: 'warning',
      ...env,
    });
    return { ...program, host: hosts[index], port };
  };
  const replicas = await Promise.all(hosts.map((_, index) => start(index)));
  const balancer = await startBalancer(() => replicas.map(({ host, managementPort }) => ({ host, port, managementPort })));
  const living = () => replicas.filter(({ process }) => process.exitCode === null && process.signalCode === null);
  return {
    replicas,
    balancer,
    sum: async (metric, labels) => {
      const samples = await Promise.all(living().map(({ metricsPort }) => scrape(metricsPort)));
      return samples.reduce((total, one) => total + one.sum(metric, labels), 0);
    },
    start: async (index) => {
      replicas[index] = await start(index);
      return replicas[index];
    },
    end: async () => {
      await balancer.end();
      await Promise.all(living().map((replica) => replica.end('SIGKILL')));
    },
  };
}
