import { Size } from 'cdk8s';
import { ISecret } from 'cdk8s-plus-28';
import { SecretKey } from './secret-key';

/** Login by OpenID Connect. Roles come from groups, so nobody is given one by hand. */
export interface GrafanaLogin {
  /** Grafana's id there. */
  readonly clientId: string;

  /** Its secret there. */
  readonly clientSecret: SecretKey;

  /** Where people log in, such as "https://login.acme.io/authorize". */
  readonly authorizationUrl: string;

  /** Where Grafana gets tokens, such as "https://login.acme.io/token". */
  readonly tokenUrl: string;

  /** Where Grafana asks who somebody is, such as "https://login.acme.io/userinfo". */
  readonly userInfoUrl: string;

  /** The group whose members administer Grafana. */
  readonly adminGroup: string;

  /**
   * The group whose members change dashboards.
   *
   * @default - none
   */
  readonly editorGroup?: string;

  /**
   * The group whose members look at them.
   *
   * @default - whoever can log in
   */
  readonly viewerGroup?: string;

  /**
   * The claim with a person's groups.
   *
   * @default "groups"
   */
  readonly groupsClaim?: string;

  /**
   * What is asked for.
   *
   * @default ['openid', 'profile', 'email', 'groups']
   */
  readonly scopes?: string[];
}

/** The Grafana of the stack. */
export interface GrafanaOptions {
  /**
   * The Secret with the administrator's password, under the key `admin-password`, in the stack's namespace. Grafana waits for it.
   *
   * @default - the Secret "mcp-grafana-admin"
   */
  readonly admin?: ISecret;

  /**
   * Where people reach it, such as "https://grafana.acme.io". Its cookies need https.
   *
   * @default - that of the stack's `grafanaUrl`
   */
  readonly url?: string;

  /**
   * Where a trace is shown, with `{traceId}` in place of its id, such as "https://jaeger.acme.io/trace/{traceId}". Points beside durations, the
   * exemplars of agents that are traced, lead there.
   *
   * @default - they lead nowhere
   */
  readonly traceUrl?: string;

  /**
   * Login by OpenID Connect.
   *
   * @default - the administrator's password alone
   */
  readonly login?: GrafanaLogin;

  /**
   * Its volume, for what people make by hand.
   *
   * @default Size.gibibytes(5)
   */
  readonly storage?: Size;

  /**
   * The class of the volume.
   *
   * @default - the cluster's
   */
  readonly storageClassName?: string;
}

/** Whether the stack has a Grafana. */
export class Grafana {
  /** One with the dashboards and their data source. Its objects were validated, and not run by any test. */
  public static deployed(options: GrafanaOptions = {}): Grafana {
    return new Grafana(options);
  }

  /** None: another one draws the dashboards. */
  public static none(): Grafana {
    return new Grafana();
  }

  private constructor(
    /** @internal */
    public readonly _options?: GrafanaOptions,
  ) {}
}
