import { IConstruct } from 'constructs';
import { SecretKey, secretKeyRef } from './secret-key';
import { fail, McpErrorCode } from '../../validation/failure';
import { isHttpUrl, portOf } from '../../validation/values';
import { AlertSeverity } from '../rules/alert';

/** Which alerts a receiver gets. */
export interface ReceiverOptions {
  /**
   * Of these severities.
   *
   * @default [AlertSeverity.CRITICAL, AlertSeverity.WARNING]
   */
  readonly severities?: AlertSeverity[];
}

/** Something that takes alerts as JSON over HTTP: one of `url` and `urlSecret`. */
export interface WebhookReceiverOptions extends ReceiverOptions {
  /**
   * Its URL, where that is no secret.
   *
   * @default - in `urlSecret`
   */
  readonly url?: string;

  /**
   * Its URL, where whoever knows it may write to it.
   *
   * @default - in `url`
   */
  readonly urlSecret?: SecretKey;
}

/** A channel of Slack. */
export interface SlackReceiverOptions extends ReceiverOptions {
  /** The URL of Slack's incoming webhook. */
  readonly apiUrl: SecretKey;

  /** The channel, such as "#alerts". */
  readonly channel: string;
}

/** A service of PagerDuty, by its Events API v2. */
export interface PagerDutyReceiverOptions extends ReceiverOptions {
  /** The integration key. */
  readonly routingKey: SecretKey;
}

/** A team of OpsGenie. */
export interface OpsgenieReceiverOptions extends ReceiverOptions {
  /** The key of its API. */
  readonly apiKey: SecretKey;

  /**
   * Its API, such as that of the European instance.
   *
   * @default "https://api.opsgenie.com/"
   */
  readonly apiUrl?: string;
}

/** Somebody who reads e-mail. */
export interface EmailReceiverOptions extends ReceiverOptions {
  /** The address that it is sent to. */
  readonly to: string;

  /** The address that it is sent from. */
  readonly from: string;

  /** The mail server with its port, such as "smtp.acme.io:587". It must speak TLS. */
  readonly smarthost: string;

  /** The user's name there. */
  readonly username: string;

  /** The user's password there. */
  readonly password: SecretKey;
}

type Build = (scope: IConstruct, property: string) => Record<string, any>;

/** Who is told of alerts. What proves who tells them is named, and stays in its Secret. */
export class Receiver {
  /** Something that takes alerts as JSON over HTTP. */
  public static webhook(options: WebhookReceiverOptions): Receiver {
    return new Receiver('webhook', options.severities, (scope, property) => webhook(scope, property, options), options.url);
  }

  /** A channel of Slack. */
  public static slack({ apiUrl, channel, severities }: SlackReceiverOptions): Receiver {
    return new Receiver('slack', severities, (scope, property) => ({
      slackConfigs: [{
        apiURL: secretKeyRef(scope, `${property}.apiUrl`, apiUrl),
        channel,
        sendResolved: true,
        title: '[{{ .Status | toUpper }}] {{ .CommonLabels.alertname }}',
        text: '{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.description }}\n{{ .Annotations.runbook_url }}\n{{ end }}',
      }],
    }));
  }

  /** A service of PagerDuty. */
  public static pagerDuty({ routingKey, severities }: PagerDutyReceiverOptions): Receiver {
    return new Receiver('pagerduty', severities, (scope, property) => ({
      pagerdutyConfigs: [{
        routingKey: secretKeyRef(scope, `${property}.routingKey`, routingKey), sendResolved: true, severity: '{{ .CommonLabels.severity }}',
      }],
    }));
  }

  /** A team of OpsGenie. */
  public static opsgenie({ apiKey, apiUrl, severities }: OpsgenieReceiverOptions): Receiver {
    return new Receiver('opsgenie', severities, (scope, property) => ({
      opsgenieConfigs: [{ apiKey: secretKeyRef(scope, `${property}.apiKey`, apiKey), sendResolved: true, ...apiUrl ? { apiURL: apiUrl } : {} }],
    }), apiUrl);
  }

  /** Somebody who reads e-mail. */
  public static email({ from, password, severities, smarthost, to, username }: EmailReceiverOptions): Receiver {
    return new Receiver('email', severities, (scope, property) => ({
      emailConfigs: [{
        to, from, smarthost, authUsername: username, authPassword: secretKeyRef(scope, `${property}.password`, password), requireTLS: true, sendResolved: true,
      }],
    }), undefined, smarthost);
  }

  private constructor(
    /** What it is, as Alertmanager calls it: "slack", for one. */
    public readonly kind: string,
    private readonly severities: AlertSeverity[] = [AlertSeverity.CRITICAL, AlertSeverity.WARNING],
    private readonly build: Build,
    private readonly url?: string,
    private readonly smarthost?: string,
  ) {}

  /** @internal */
  public get _severities(): AlertSeverity[] {
    return this.severities;
  }

  /**
   * The port that Alertmanager calls, beside 443.
   *
   * @internal
   */
  public get _port(): number {
    return this.smarthost ? Number(this.smarthost.split(':')[1]) : this.url ? portOf(this.url) : 443;
  }

  /**
   * What a receiver of an AlertmanagerConfig says, beside its name.
   *
   * @internal
   */
  public _toKube(scope: IConstruct, property: string): Record<string, any> {
    if (this.severities.length === 0) {
      fail(scope, McpErrorCode.RECEIVER_INVALID, `${property} gets alerts of no severity, so none at all. Name one, or leave the receiver out.`);
    }
    if (this.url !== undefined && !isHttpUrl(this.url)) {
      fail(scope, McpErrorCode.RECEIVER_INVALID, `${property} has the URL "${this.url}", which is none. Use one such as "https://alerts.acme.io/hook".`);
    }
    if (this.smarthost !== undefined && !/^[^:]+:\d+$/.test(this.smarthost)) {
      fail(scope, McpErrorCode.RECEIVER_INVALID, `${property}.smarthost is "${this.smarthost}". Use a host and its port, such as "smtp.acme.io:587".`);
    }
    return this.build(scope, property);
  }
}

function webhook(scope: IConstruct, property: string, { url, urlSecret }: WebhookReceiverOptions): Record<string, any> {
  if ((url === undefined) === (urlSecret === undefined)) {
    fail(scope, McpErrorCode.RECEIVER_INVALID, `${property} is a webhook, and has ${url === undefined ? 'no URL' : 'two URLs'}. Give one of url and urlSecret.`);
  }
  return { webhookConfigs: [{ sendResolved: true, ...urlSecret ? { urlSecret: secretKeyRef(scope, `${property}.urlSecret`, urlSecret) } : { url } }] };
}
