import { IConstruct } from 'constructs';
import { Peer } from './peer';
import { fail, McpErrorCode } from '../validation/failure';
import { checkInteger } from '../validation/values';

/** Whom an agent may call. */
export interface EgressRule {
  /** The peer that may be called. */
  readonly to: Peer;

  /**
   * Its TCP ports.
   *
   * @default - all of them
   */
  readonly ports?: number[];
}

/** Who may call an agent, and whom it may call. */
export interface NetworkAccessOptions {
  /**
   * Who may call the MCP endpoint.
   *
   * @default [Peer.sameNamespace()]
   */
  readonly callers?: Peer[];

  /**
   * Who may read the metrics.
   *
   * @default - the Prometheus of the McpObservability that monitors the agent, and without one pods labelled
   *   `app.kubernetes.io/name: prometheus` in the namespace "monitoring"
   */
  readonly scrapers?: Peer[];

  /**
   * Whom the agent may call, besides DNS.
   *
   * @default - nobody
   */
  readonly egress?: EgressRule[];

  /**
   * Who answers DNS, on port 53.
   *
   * @default - pods labelled `k8s-app: kube-dns` in the namespace "kube-system"
   */
  readonly dns?: Peer;
}

/** What an agent's pods listen on for others. */
export interface PodPorts {
  readonly mcp: number;
  readonly metrics: readonly number[];
  /** What its pods call of each other. */
  readonly among?: EgressRule;
  /** Who is known to read the metrics, beside whom the options name. */
  readonly scrapers?: Peer;
  /** Who is known to call the MCP endpoint, beside whom the options name. */
  readonly probe?: Peer;
}

/** What the NetworkPolicy of an agent lets through. It works where the cluster's network plugin enforces policies. */
export class NetworkAccess {
  /** Only what is named. What comes from the node, such as the kubelet's probes, always gets through. */
  public static restricted(options: NetworkAccessOptions = {}): NetworkAccess {
    return new NetworkAccess(options);
  }

  /** Everything: no NetworkPolicy is written. */
  public static unrestricted(): NetworkAccess {
    return new NetworkAccess();
  }

  private constructor(private readonly options?: NetworkAccessOptions) {}

  /** @internal */
  public get _isRestricted(): boolean {
    return this.options !== undefined;
  }

  /**
   * The policy's `ingress`.
   *
   * @internal
   */
  public _ingress({ mcp, metrics, among, scrapers: known, probe }: PodPorts): any[] {
    const callers = [...this.options?.callers ?? [Peer.sameNamespace()], ...probe ? [probe] : []];
    const scrapers = known
      ? [known, ...this.options?.scrapers ?? []]
      : this.options?.scrapers ?? [Peer.pods({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } })];
    return [
      { from: callers, ports: [mcp] },
      { from: scrapers, ports: metrics },
      ...(among ? [{ from: [among.to], ports: among.ports! }] : []),
    ]
      .filter(({ from, ports }) => from.length > 0 && ports.length > 0)
      .map(({ from, ports }) => ({ from: from.flatMap((peer) => peer._toKube()), ports: ports.map(tcp) }));
  }

  /**
   * The policy's `egress`.
   *
   * @param needed what the agent's other properties need
   * @internal
   */
  public _egress(needed: readonly EgressRule[]): any[] {
    const dns = this.options?.dns ?? Peer.pods({ namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } });
    return [
      { to: dns._toKube(), ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] },
      ...[...needed, ...this.options?.egress ?? []]
        .map(({ to, ports }) => ({ to: to._toKube(), ...(ports ? { ports: ports.map(tcp) } : {}) })),
    ];
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    const { callers = [], scrapers = [], dns, egress = [] } = this.options ?? {};
    callers.forEach((peer, index) => peer._check(scope, `network.callers[${index}]`));
    scrapers.forEach((peer, index) => peer._check(scope, `network.scrapers[${index}]`));
    dns?._check(scope, 'network.dns');
    egress.forEach(({ to, ports = [] }, index) => {
      to._check(scope, `network.egress[${index}].to`);
      ports.forEach((port) => checkInteger(scope, McpErrorCode.PORT_INVALID, `network.egress[${index}].ports`, port, 1, 65535));
    });
  }
}

/** Checks that a restricted network knows whom a property has the agent call. */
export function checkNeededPeer(scope: IConstruct, isRestricted: boolean, peer: Peer | undefined, property: string, what: string): void {
  if (isRestricted && !peer) {
    fail(scope, McpErrorCode.NETWORK_INVALID,
      `${what}, which the NetworkPolicy would cut off, since policies know no host names. `
      + `Say where that is by ${property}, such as Peer.namespace("data"), Peer.cidr("10.1.2.3/32") or Peer.internet().`);
  }
  peer?._check(scope, property);
}

function tcp(port: number): any {
  return { port, protocol: 'TCP' };
}
