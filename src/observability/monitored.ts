import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ScrapeOptions } from './monitors/scrape';
import { Observer } from './observer';
import { fail, McpErrorCode } from '../validation/failure';
import { checkLabels } from '../validation/labels';
import { checkReference } from '../validation/names';
import { checkInteger, checkPath, isHttpUrl } from '../validation/values';

/** Something that an McpObservability monitors: an agent, the registry, or a workload of one's own. */
export interface IMonitored {
  /** What is scraped. */
  readonly monitoredWorkload: Workload;
}

/** A port of a workload that serves metrics. */
export interface MetricsPort {
  /** The port's name, as the pods' containers have it. */
  readonly name: string;

  /**
   * The path of the metrics.
   *
   * @default "/metrics"
   */
  readonly path?: string;
}

/** Where an agent is called by its clients. */
export interface ProbedEndpoint {
  /** Through its Service. */
  readonly url: string;
  /** The labels of its pods. */
  readonly labels: Record<string, string>;
  /** The port of its pods behind that; any where it is not known. */
  readonly podPort?: number;
  /** Whether it asks its clients for a token. */
  readonly asksForToken: boolean;
}

/** Pods that somebody else deploys. */
export interface WorkloadOptions extends ScrapeOptions {
  /** The workload's name: the label `job` of its series, and `agent` where it is one. */
  readonly name: string;

  /** The labels of its pods, all of them. */
  readonly labels: Record<string, string>;

  /** The ports that serve metrics, at least one. */
  readonly ports: MetricsPort[];

  /**
   * The MCP endpoint of an agent as its clients know it, such as "http://search.tools.svc:8000/mcp", by which it is probed. Its own
   * NetworkPolicy, if it has one, must let in pods labelled `app.kubernetes.io/component: mcp-probe`.
   *
   * @default - it is not probed
   */
  readonly url?: string;

  /**
   * Its namespace.
   *
   * @default - the chart's
   */
  readonly namespace?: string;
}

/** What the construct that deploys an agent does itself when it is monitored. */
export interface OwnMonitor {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Record<string, string>;
  /** The monitor that it has made. */
  readonly monitor?: ApiObject;
  /** Where clients call it. */
  readonly endpoint: ProbedEndpoint;
  /** Takes over what the observer says. */
  readonly join: (observer: Observer) => void;
}

/** Pods that are monitored: by what they are found, and what they serve. */
export class Workload implements IMonitored {
  /** A workload of any kind, such as a gateway or a database's exporter; scraped each 30 s. */
  public static of(options: WorkloadOptions): Workload {
    return new Workload(options, false);
  }

  /** An MCP server that this library did not deploy; scraped each 15 s, and in the rules and dashboards of agents. */
  public static agent(options: WorkloadOptions): Workload {
    return new Workload(options, true);
  }

  /** @internal */
  public static _ofConstruct(own: OwnMonitor): Workload {
    return new Workload({ ...own, ports: [] }, true, own);
  }

  private constructor(
    /** @internal */
    public readonly _options: WorkloadOptions,
    /** Whether it is an MCP server, and so in the rules and dashboards of agents. */
    public readonly isAgent: boolean,
    /** @internal */
    public readonly _own?: OwnMonitor,
  ) {}

  /** Itself: a workload may be given to `monitor` as it is. */
  public get monitoredWorkload(): Workload {
    return this;
  }

  /** Its name. */
  public get name(): string {
    return this._options.name;
  }

  /** Its namespace, where one is said. */
  public get namespace(): string | undefined {
    return this._options.namespace;
  }

  /**
   * Where it is probed, if it can be.
   *
   * @internal
   */
  public get _endpoint(): ProbedEndpoint | undefined {
    const { labels, url } = this._options;
    return this._own?.endpoint ?? (this.isAgent && url !== undefined ? { url, labels, asksForToken: false } : undefined);
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    const { name, namespace, labels, ports, url } = this._options;
    if (url !== undefined && (!this.isAgent || !isHttpUrl(url))) {
      fail(scope, McpErrorCode.MONITORING_INVALID, `workload ${name} has the url "${url}". Give the MCP endpoint of a Workload.agent(...), such as "http://search.tools.svc:8000/mcp", or leave it out.`);
    }
    checkReference(scope, 'the name of a workload', name);
    if (namespace !== undefined) {
      checkReference(scope, `the namespace of workload ${name}`, namespace);
    }
    checkLabels(scope, `labels of workload ${name}`, labels);
    checkInteger(scope, McpErrorCode.MONITORING_INVALID, `the number of labels of workload ${name}`, Object.keys(labels).length, 1);
    checkInteger(scope, McpErrorCode.MONITORING_INVALID, `the number of ports of workload ${name}`, ports.length, 1);
    for (const port of ports) {
      checkPath(scope, `the path of port ${port.name} of workload ${name}`, port.path ?? '/metrics');
      if (!/^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(port.name)) {
        fail(scope, McpErrorCode.MONITORING_INVALID,
          `workload ${name} has a port "${port.name}". Name it as its pods do: at most 15 lower case letters, digits and hyphens.`);
      }
    }
  }
}
