import { Duration } from 'cdk8s';
import { EnvValue, VolumeMount } from 'cdk8s-plus-28';
import { HealthCheck } from './health-check';
import { Peer } from './peer';
import { McpProxy } from '../runtime/mcp-proxy';

/**
 * Which era of the protocol a server speaks over HTTP.
 *
 * @see https://modelcontextprotocol.io/specification/versioning
 */
export enum ProtocolEra {
  /** Versions up to 2025-11-25: `initialize` opens a session, which later requests name by `Mcp-Session-Id`. */
  LEGACY = 'legacy',
  /** Version 2026-07-28 and later: no sessions, any replica serves any request. */
  MODERN = 'modern',
  /** Both, on one endpoint. */
  BOTH = 'both',
}

/** Where a server gives its metrics in the Prometheus text format. */
export interface MetricsEndpoint {
  /** The port, which should not be the MCP port: who may call tools need not read metrics. */
  readonly port: number;

  /**
   * The path.
   *
   * @default "/metrics"
   */
  readonly path?: string;
}

/** What may be run instead of what an image starts by itself. */
export interface ServerCommand {
  /**
   * The command that is run instead of the image's entry point.
   *
   * @default - the image's ENTRYPOINT
   */
  readonly command?: string[];

  /**
   * The command's arguments.
   *
   * @default - the image's CMD
   */
  readonly args?: string[];
}

/** A server that speaks Streamable HTTP by itself. */
export interface HttpServerOptions extends ServerCommand {
  /** The port of the MCP endpoint. */
  readonly port: number;

  /**
   * The path of the MCP endpoint.
   *
   * @default "/mcp"
   */
  readonly path?: string;

  /**
   * How its health is asked.
   *
   * @default HealthCheck.tcp(): whether the MCP port accepts connections
   */
  readonly health?: HealthCheck;

  /**
   * Where its own metrics are.
   *
   * @default - it has none; only a proxy before it is scraped
   */
  readonly metrics?: MetricsEndpoint;

  /**
   * The era of the protocol that it speaks.
   *
   * @default ProtocolEra.LEGACY, as most servers do
   */
  readonly protocol?: ProtocolEra;

  /**
   * What stands before it in its pod.
   *
   * @default McpProxy.none(), since a proxy doubles what a call of a small server costs
   */
  readonly proxy?: McpProxy;
}

/** A server that is built on `serve()` of `mcp-agent-runtime`. */
export interface RuntimeServerOptions extends ServerCommand {
  /**
   * The path of the MCP endpoint.
   *
   * @default "/mcp"
   */
  readonly path?: string;

  /**
   * The era of the protocol that it speaks, which its SDK decides: version 2 of the official one speaks both.
   *
   * @default ProtocolEra.LEGACY, which both versions speak
   */
  readonly protocol?: ProtocolEra;
}

/** A server on an official SDK for Node, that is observed without being changed. */
export interface NodeServerOptions extends ServerCommand {
  /** The port of the MCP endpoint. */
  readonly port: number;

  /**
   * The path of the MCP endpoint.
   *
   * @default "/mcp"
   */
  readonly path?: string;

  /**
   * The era of the protocol that it speaks.
   *
   * @default ProtocolEra.LEGACY, as most servers do
   */
  readonly protocol?: ProtocolEra;
}

/** How many processes of a stdio server run: the runtime starts one for each session. */
export interface StdioServerOptions {
  /**
   * How many of them run in one replica, spares among them; further sessions are refused with 503.
   *
   * @default - 32, or what the memory limit has room for
   */
  readonly maxProcesses?: number;

  /**
   * How many wait, started already, for the next session.
   *
   * @default 1
   */
  readonly spareProcesses?: number;

  /**
   * How long one has to answer `initialize`.
   *
   * @default Duration.seconds(30)
   */
  readonly startTimeout?: Duration;
}

/** A stdio server in an image that `mcp-agent bake` made. */
export interface BakedServerOptions extends StdioServerOptions {
  /**
   * Arguments of the server.
   *
   * @default - those that the image was made with
   */
  readonly args?: string[];
}

/** A stdio server from a package registry. */
export interface PackageServerOptions extends StdioServerOptions {
  /**
   * Which of the package's programs is the server.
   *
   * @default - its only one, or the one that is named as the package is
   */
  readonly program?: string;

  /**
   * Where the registry is on the network, and what keeps the files that it names; needed where the registry is named.
   *
   * @default - all addresses of the Internet, none of a network within
   */
  readonly registryPeer?: Peer;

  /**
   * Variables of the container that installs the package: a registry's NPM_TOKEN from a Secret, HTTPS_PROXY, or the path
   * of a file from `installVolumeMounts`, such as NETRC, NODE_EXTRA_CA_CERTS or PIP_CERT.
   *
   * @default - none
   */
  readonly installEnv?: { [name: string]: EnvValue };

  /**
   * Volumes of the container that installs the package.
   *
   * @default - none
   */
  readonly installVolumeMounts?: VolumeMount[];
}

/** A stdio server from npm. */
export interface NpmServerOptions extends PackageServerOptions {
  /**
   * The hash of the package's archive, as `npm view NAME@VERSION dist.integrity` prints it.
   *
   * @default - the registry is trusted
   */
  readonly integrity?: string;

  /**
   * The registry, without a password.
   *
   * @default "https://registry.npmjs.org"
   */
  readonly registry?: string;
}

/** A stdio server from PyPI. */
export interface PypiServerOptions extends PackageServerOptions {
  /**
   * The hash of the package's wheel, such as "sha256:...".
   *
   * @default - the index is trusted
   */
  readonly hash?: string;

  /**
   * The index that has the package, without a password.
   *
   * @default "https://pypi.org/simple"
   */
  readonly index?: string;
}
