import { IConstruct } from 'constructs';
import { SecretKey } from '../observability/stack/secret-key';
import { checkReference } from '../validation/names';
import { checkReferences } from '../validation/references';

/** What KEDA shows of itself, and by what it checks whom it asks. */
export interface KedaBearerTokenOptions {
  /**
   * The certificate of the authority that signed Prometheus' own, as PEM, in the agent's namespace.
   *
   * @default - those that KEDA trusts anyway
   */
  readonly ca?: SecretKey;
}

/** A token that KEDA asks the API server for, each time anew. */
export interface KedaServiceAccountOptions extends KedaBearerTokenOptions {
  /**
   * The namespace that KEDA runs in.
   *
   * @default "keda"
   */
  readonly kedaNamespace?: string;

  /**
   * The account that KEDA's operator runs as.
   *
   * @default "keda-operator"
   */
  readonly kedaServiceAccount?: string;
}

/** An account whose token KEDA may ask for, and whose namespace says so. */
export interface MintedToken {
  readonly serviceAccount: string;
  readonly kedaNamespace: string;
  readonly kedaServiceAccount: string;
}

/** How KEDA proves to a Prometheus who it is. */
export class KedaAuthentication {
  /** Not at all: whoever reaches Prometheus may ask. */
  public static none(): KedaAuthentication {
    return new KedaAuthentication({});
  }

  /** By a bearer token from a Secret in the agent's namespace; a TriggerAuthentication of the agent's name is written. */
  public static bearerToken(token: SecretKey, options: KedaBearerTokenOptions = {}): KedaAuthentication {
    return new KedaAuthentication({ modes: ['bearer'], token, ca: options.ca });
  }

  /**
   * By a token of a ServiceAccount of the agent's namespace, which KEDA asks for and which soon runs out. A TriggerAuthentication is
   * written, and the right of KEDA's operator to ask for tokens of that one account. KEDA 2.21 wants to be told the audience besides, by
   * its variable KEDA_SERVICE_ACCOUNT_TOKEN_AUDIENCES.
   *
   * @param serviceAccount the name of an account that exists
   */
  public static boundServiceAccountToken(serviceAccount: string, options: KedaServiceAccountOptions = {}): KedaAuthentication {
    const { ca, kedaNamespace = 'keda', kedaServiceAccount = 'keda-operator' } = options;
    return new KedaAuthentication({ modes: ['bearer'], minted: { serviceAccount, kedaNamespace, kedaServiceAccount }, ca });
  }

  /**
   * As a TriggerAuthentication of the agent's namespace says, which exists.
   *
   * @param authModes as the trigger wants to be told them: "bearer", "basic", "tls", "custom", or several with commas between
   */
  public static triggerAuthentication(name: string, authModes: string = 'bearer'): KedaAuthentication {
    return new KedaAuthentication({ modes: authModes.split(','), reference: { kind: 'TriggerAuthentication', name } });
  }

  /**
   * As a ClusterTriggerAuthentication says, which exists.
   *
   * @param authModes as the trigger wants to be told them: "bearer", "basic", "tls", "custom", or several with commas between
   */
  public static clusterTriggerAuthentication(name: string, authModes: string = 'bearer'): KedaAuthentication {
    return new KedaAuthentication({ modes: authModes.split(','), reference: { kind: 'ClusterTriggerAuthentication', name } });
  }

  private constructor(private readonly said: Said) {}

  /**
   * What a trigger's metadata says of it; nothing, where nobody proves anything.
   *
   * @internal
   */
  public get _authModes(): string | undefined {
    return this.said.modes?.join(',');
  }

  /**
   * What a trigger refers to.
   *
   * @param own the name of the TriggerAuthentication that is written for the agent, if one is
   * @internal
   */
  public _reference(own: string): AuthenticationReference | undefined {
    return this.said.reference ?? (this._isWritten ? { kind: 'TriggerAuthentication', name: own } : undefined);
  }

  /**
   * Whether a TriggerAuthentication is written for each agent.
   *
   * @internal
   */
  public get _isWritten(): boolean {
    return this._minted !== undefined || this.said.token !== undefined;
  }

  /** @internal */
  public get _minted(): MintedToken | undefined {
    return this.said.minted;
  }

  /**
   * The spec of the TriggerAuthentication.
   *
   * @internal
   */
  public get _spec(): AuthenticationSpec {
    const { ca, minted, token } = this.said;
    const secrets = Object.entries({ bearerToken: token, ca }).flatMap(([parameter, key]) => (
      key ? [{ parameter, name: key.secret.name, key: key.key }] : []
    ));
    return {
      ...minted ? { boundServiceAccountToken: [{ parameter: 'bearerToken', serviceAccountName: minted.serviceAccount }] } : {},
      ...secrets.length > 0 ? { secretTargetRef: secrets } : {},
    };
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    const { ca, minted, reference, token } = this.said;
    for (const [property, key] of Object.entries({ bearerToken: token, ca })) {
      if (key) {
        checkReferences(scope, `LoadSource.keda authentication, ${property},`, { secretKeyRef: { name: key.secret.name, key: key.key } });
      }
    }
    for (const [property, name] of Object.entries<string>({ ...minted, ...reference ? { [reference.kind]: reference.name } : {} })) {
      checkReference(scope, `LoadSource.keda authentication, ${property},`, name);
    }
  }
}

/** What is said of it: a reference, or what is written. */
interface Said {
  readonly modes?: readonly string[];
  readonly token?: SecretKey;
  readonly minted?: MintedToken;
  readonly ca?: SecretKey;
  readonly reference?: AuthenticationReference;
}

/** What a trigger refers to. */
export interface AuthenticationReference {
  readonly kind: 'TriggerAuthentication' | 'ClusterTriggerAuthentication';
  readonly name: string;
}

/** What a TriggerAuthentication of ours says. */
export interface AuthenticationSpec {
  readonly boundServiceAccountToken?: { readonly parameter: string; readonly serviceAccountName: string }[];
  readonly secretTargetRef?: { readonly parameter: string; readonly name: string; readonly key: string }[];
}
