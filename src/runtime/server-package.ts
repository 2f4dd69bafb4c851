import { IConstruct } from 'constructs';
import { checkNeededPeer, EgressRule } from '../agent/network-access';
import { Peer } from '../agent/peer';
import { fail, McpErrorCode } from '../validation/failure';
import { isHttpUrl, portOf } from '../validation/values';

/** A package registry, as far as it matters to whoever installs from it. */
interface Ecosystem {
  readonly name: 'npm' | 'pypi';
  /** Names and exact versions. */
  readonly exact: RegExp;
  readonly example: string;
  readonly registry: string;
  readonly registryOption: string;
  readonly hash: RegExp;
  readonly hashOption: string;
  readonly hashExample: string;
}

const NPM: Ecosystem = {
  name: 'npm',
  exact: /^(?:@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9][a-z0-9._~-]*@(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)$/,
  example: '@modelcontextprotocol/server-filesystem@2026.7.10',
  registry: 'https://registry.npmjs.org',
  registryOption: '--registry',
  hash: /^sha512-[A-Za-z0-9+/]{86}==$/,
  hashOption: '--integrity',
  hashExample: 'sha512-..., as "npm view NAME@VERSION dist.integrity" prints it',
};

const PYPI: Ecosystem = {
  name: 'pypi',
  // PEP 508 names with extras, PEP 440 versions.
  exact: new RegExp([
    '^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?:\\[[A-Za-z0-9._,-]+\\])?==',
    '((?:\\d+!)?\\d+(?:\\.\\d+)*(?:(?:a|b|rc)\\d+)?(?:\\.post\\d+)?(?:\\.dev\\d+)?(?:\\+[a-z0-9.]+)?)$',
  ].join('')),
  example: 'mcp-server-time==2026.8.18',
  registry: 'https://pypi.org/simple',
  registryOption: '--index',
  hash: /^sha256:[0-9a-f]{64}$/,
  hashOption: '--hash',
  hashExample: 'sha256:..., as the file list of the release on the index has it',
};

/** Where an installed package lies. */
export const PACKAGE_HOME = '/mcp-agent-package';

/** What a package server's options have in common. */
export interface PackageSource {
  readonly package: string;
  readonly hash?: string;
  readonly registry?: string;
  readonly registryPeer?: Peer;
  readonly program?: string;
}

/** A stdio server that is installed from a package registry when its pod starts. */
export class ServerPackage {
  public static npm(source: PackageSource): ServerPackage {
    return new ServerPackage(NPM, source);
  }

  public static pypi(source: PackageSource): ServerPackage {
    return new ServerPackage(PYPI, source);
  }

  private constructor(private readonly ecosystem: Ecosystem, private readonly source: PackageSource) {}

  /** The exact version; undefined where none is named. */
  public get version(): string | undefined {
    return this.ecosystem.exact.exec(this.source.package)?.[1];
  }

  /** The arguments of `mcp-agent` that install it. */
  public get installation(): string[] {
    const { ecosystem: { name, registryOption, hashOption }, source: { hash, program } } = this;
    const options = [...hash ? [hashOption, hash] : [], ...program ? ['--program', program] : []];
    return ['install', name, this.source.package, registryOption, this.registry, ...options, '--into', PACKAGE_HOME];
  }

  /** What the network policy has to let through: the registry, and where its public one is asked, the Internet that it is somewhere on. */
  public get egress(): EgressRule[] {
    return [{ to: this.source.registryPeer ?? Peer.internet(), ports: [portOf(this.registry)] }];
  }

  public check(scope: IConstruct, isNetworkRestricted: boolean): void {
    const { ecosystem, source } = this;
    if (this.version === undefined) {
      fail(scope, McpErrorCode.PACKAGE_INVALID,
        `the server's package is "${source.package}", and without an exact version a restarted pod may run another program than the one that was tested. `
        + `Name it as in McpServer.${ecosystem.name}("${ecosystem.example}").`);
    }
    if (source.hash !== undefined && !ecosystem.hash.test(source.hash)) {
      fail(scope, McpErrorCode.PACKAGE_INVALID, `the hash of the server's package is "${source.hash}". Use ${ecosystem.hashExample}.`);
    }
    if (source.program !== undefined && !/^[A-Za-z0-9][\w.-]*$/.test(source.program)) {
      fail(scope, McpErrorCode.PACKAGE_INVALID, `the program of the server's package is "${source.program}", no name of a program. Use one such as "mcp-server-time".`);
    }
    this.checkRegistry(scope);
    const isPublic = this.registry === ecosystem.registry;
    checkNeededPeer(scope, isNetworkRestricted && !isPublic, source.registryPeer, 'registryPeer', `the server's package comes from "${this.registry}"`);
  }

  private checkRegistry(scope: IConstruct): void {
    const { ecosystem, registry } = this;
    if (!isHttpUrl(registry)) {
      fail(scope, McpErrorCode.PACKAGE_INVALID, `the registry of the server's package is "${registry}", which is no URL. Use one such as "${ecosystem.registry}".`);
    }
    if (new URL(registry).password !== '') {
      fail(scope, McpErrorCode.PACKAGE_INVALID,
        'the registry of the server\'s package has a password in its URL, which everybody could read in the YAML. Leave it out, and give it by installEnv from a Secret.');
    }
  }

  private get registry(): string {
    return this.source.registry ?? this.ecosystem.registry;
  }
}
