import { IConstruct } from 'constructs';
import { Peer } from './peer';
import { McpErrorCode } from '../validation/failure';
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
   * @default - pods labelled `app.kubernetes.io/name: prometheus` in the namespace "monitoring"
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
  public _ingress(mcpPort: number, metricsPort: number | undefined): any[] {
    const callers = this.options?.callers ?? [Peer.sameNamespace()];
    const scrapers = this.options?.scrapers ?? [Peer.pods({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } })];
    return [
      { from: callers, ports: [mcpPort] },
      { from: scrapers, ports: metricsPort === undefined ? [] : [metricsPort] },
    ]
      .filter(({ from, ports }) => from.length > 0 && ports.length > 0)
      .map(({ from, ports }) => ({ from: from.map((peer) => peer._toKube()), ports: ports.map(tcp) }));
  }

  /**
   * The policy's `egress`.
   *
   * @internal
   */
  public get _egress(): any[] {
    const dns = this.options?.dns ?? Peer.pods({ namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } });
    return [
      { to: [dns._toKube()], ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] },
      ...(this.options?.egress ?? []).map(({ to, ports }) => ({ to: [to._toKube()], ...(ports ? { ports: ports.map(tcp) } : {}) })),
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

function tcp(port: number): any {
  return { port, protocol: 'TCP' };
}
