import { isIP } from 'node:net';
import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from '../validation/failure';
import { checkLabels } from '../validation/labels';
import { checkReference } from '../validation/names';

/** Pods by their labels. */
export interface PodPeerOptions {
  /** The labels that the pods have, all of them. */
  readonly labels: Record<string, string>;

  /**
   * The namespace that they are in.
   *
   * @default - the agent's own
   */
  readonly namespace?: string;
}

/** Somebody on the network, as a NetworkPolicy names them. */
export class Peer {
  /** All pods of the agent's own namespace. */
  public static sameNamespace(): Peer {
    return new Peer([{ podSelector: {} }]);
  }

  /** All pods of a namespace, by its name. */
  public static namespace(name: string): Peer {
    return new Peer([{ namespaceSelector: byName(name) }], name);
  }

  /** Pods by their labels. */
  public static pods(options: PodPeerOptions): Peer {
    return new Peer([{
      podSelector: { matchLabels: options.labels },
      ...(options.namespace === undefined ? {} : { namespaceSelector: byName(options.namespace) }),
    }], options.namespace, options.labels);
  }

  /** All pods of the cluster. */
  public static cluster(): Peer {
    return new Peer([{ namespaceSelector: {} }]);
  }

  /**
   * Addresses outside the cluster.
   *
   * @param cidr such as "10.1.0.0/16" or "2001:db8::/32"
   * @param except blocks within it that are left out
   */
  public static cidr(cidr: string, ...except: string[]): Peer {
    return new Peer([ipBlock(cidr, except)], undefined, undefined, [cidr, ...except]);
  }

  /** All addresses of the Internet: none that is private, of a link, or of the node itself. */
  public static internet(): Peer {
    return new Peer([
      ipBlock('0.0.0.0/0', ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16']),
      ipBlock('::/0', ['::1/128', 'fc00::/7', 'fe80::/10']),
    ]);
  }

  private constructor(
    private readonly specs: any[],
    private readonly namespaceName?: string,
    private readonly labels?: Record<string, string>,
    private readonly blocks: string[] = [],
  ) {}

  /**
   * What a rule lists for it.
   *
   * @internal
   */
  public _toKube(): any[] {
    return this.specs;
  }

  /** @internal */
  public _check(scope: IConstruct, property: string): void {
    if (this.namespaceName !== undefined) {
      checkReference(scope, `${property}, a namespace,`, this.namespaceName);
    }
    checkLabels(scope, property, this.labels);
    if (this.labels && Object.keys(this.labels).length === 0) {
      fail(scope, McpErrorCode.NETWORK_INVALID, `${property} selects pods by no label, which means all of them. Name a label, or say so by Peer.namespace(...) or Peer.sameNamespace().`);
    }
    for (const block of this.blocks) {
      checkBlock(scope, property, block);
    }
  }
}

function byName(namespace: string): any {
  return { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
}

function ipBlock(cidr: string, except: string[]): any {
  return { ipBlock: { cidr, ...(except.length === 0 ? {} : { except }) } };
}

function checkBlock(scope: IConstruct, property: string, block: string): void {
  const [address, prefix, ...rest] = String(block).split('/');
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  if (bits === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefix ?? '') || Number(prefix) > bits) {
    fail(scope, McpErrorCode.NETWORK_INVALID, `${property} has "${block}", no block of addresses. Use one such as "10.1.0.0/16", or "192.0.2.7/32" for one address.`);
  }
}
