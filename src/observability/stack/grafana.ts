import { Size } from 'cdk8s';
import { letRead, policy, reader, tcp } from './component';
import { imageOf, labelsOf, object, selectorOf, StackContext } from './context';
import { GrafanaLogin, GrafanaOptions } from './grafana-options';
import { EVICTABLE, RESTRICTED_CONTAINER, RESTRICTED_POD, resources, scheduling } from './pods';
import { PROMETHEUS, prometheusUrl } from './prometheus-component';
import { secretKeyRef } from './secret-key';
import { fail, McpErrorCode } from '../../validation/failure';
import { checkReferences } from '../../validation/references';
import { bytes, isHttpUrl, quantity } from '../../validation/values';

const NAME = 'mcp-grafana';
const PORT = 3000;

/** What provisions it: the data source, and where dashboards lie. The token is a variable, which Grafana fills in. */
const PROVISIONING = `${NAME}-provisioning`;

/** Grafana with its data source and dashboards; `dashboards` is the volume that holds them. */
export function grafana(context: StackContext, options: GrafanaOptions, dashboards: object): void {
  reader(context, NAME);
  letRead(context, PROMETHEUS.name, NAME);
  provisioning(context, options);
  volume(context, options);
  object(context, NAME, {
    apiVersion: 'v1', kind: 'Service', name: NAME, spec: { selector: selectorOf(NAME), ports: [{ name: 'http', port: 80, targetPort: PORT, appProtocol: 'http' }] },
  });
  // It asks Prometheus through the proxy, and the issuer of logins; whoever may log in may call it.
  policy(context, NAME, selectorOf(NAME), [{ from: [{ namespaceSelector: {} }], ports: [tcp(PORT)] }], [{
    to: [{ podSelector: { matchLabels: { ...PROMETHEUS.pods } } }], ports: [tcp(8443)],
  }]);
  object(context, NAME, { apiVersion: 'apps/v1', kind: 'Deployment', name: NAME, spec: deployment(context, options, dashboards) });
}

function deployment(context: StackContext, options: GrafanaOptions, dashboards: object): object {
  return {
    replicas: 1,
    // Two pods can't have its volume at once.
    strategy: { type: 'Recreate' },
    selector: { matchLabels: selectorOf(NAME) },
    template: {
      metadata: { labels: labelsOf(context, NAME), annotations: EVICTABLE },
      spec: {
        ...scheduling(context, selectorOf(NAME)),
        serviceAccountName: NAME,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: RESTRICTED_POD,
        containers: [container(context, options)],
        volumes: [
          { name: 'data', persistentVolumeClaim: { claimName: NAME } },
          { name: 'provisioning', configMap: { name: PROVISIONING } },
          { name: 'dashboards', ...dashboards },
          { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
        ],
      },
    },
  };
}

function container(context: StackContext, options: GrafanaOptions): object {
  const httpGet = { path: '/api/health', port: PORT };
  return {
    name: 'grafana',
    image: imageOf(context, 'grafana'),
    imagePullPolicy: 'IfNotPresent',
    ports: [{ name: 'http', containerPort: PORT }],
    env: environment(context, options),
    readinessProbe: { httpGet, periodSeconds: 5 },
    livenessProbe: { httpGet, initialDelaySeconds: 60, failureThreshold: 6 },
    resources: resources('50m', '256Mi', '1Gi'),
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [
      { name: 'data', mountPath: '/var/lib/grafana' },
      { name: 'provisioning', mountPath: '/etc/grafana/provisioning/datasources/prometheus.yaml', subPath: 'datasources.yaml', readOnly: true },
      { name: 'provisioning', mountPath: '/etc/grafana/provisioning/dashboards/mcp.yaml', subPath: 'dashboards.yaml', readOnly: true },
      { name: 'dashboards', mountPath: '/var/lib/grafana-dashboards', readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

function environment(context: StackContext, options: GrafanaOptions): object[] {
  const { admin, login, url } = options;
  const { scope } = context;
  const adminKey = { name: admin?.name ?? `${NAME}-admin`, key: 'admin-password' };
  checkReferences(scope, 'grafana.admin', { secretKeyRef: adminKey });
  const settings = {
    ...url ? { GF_SERVER_ROOT_URL: url } : {},
    GF_SECURITY_COOKIE_SECURE: 'true',
    GF_SECURITY_COOKIE_SAMESITE: 'lax',
    GF_SECURITY_STRICT_TRANSPORT_SECURITY: 'true',
    GF_SECURITY_DISABLE_GRAVATAR: 'true',
    GF_AUTH_ANONYMOUS_ENABLED: 'false',
    GF_USERS_ALLOW_SIGN_UP: 'false',
    GF_ANALYTICS_REPORTING_ENABLED: 'false',
    GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
    ...login ? loginSettings(context, login, url) : {},
  };
  return [
    ...Object.entries(settings).map(([name, value]) => ({ name, value })),
    { name: 'GF_SECURITY_ADMIN_PASSWORD', valueFrom: { secretKeyRef: adminKey } },
    { name: 'PROMETHEUS_TOKEN', valueFrom: { secretKeyRef: { name: NAME, key: 'token' } } },
    ...login ? [{
      name: 'GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET', valueFrom: { secretKeyRef: secretKeyRef(scope, 'grafana.login.clientSecret', login.clientSecret) },
    }] : [],
  ];
}

function loginSettings({ scope }: StackContext, login: GrafanaLogin, url: string | undefined): Record<string, string> {
  const { authorizationUrl, clientId, scopes = ['openid', 'profile', 'email', 'groups'], tokenUrl, userInfoUrl } = login;
  if (url === undefined) {
    fail(scope, McpErrorCode.STACK_INVALID, 'grafana.login sends people back to Grafana, and nobody said where it is. Set grafana.url, or the stack\'s grafanaUrl.');
  }
  for (const [property, value] of Object.entries({ authorizationUrl, tokenUrl, userInfoUrl }).filter(([, each]) => !isHttpUrl(each))) {
    fail(scope, McpErrorCode.STACK_INVALID, `grafana.login.${property} is "${value}", no URL. Use that of your issuer's document at /.well-known/openid-configuration.`);
  }
  return {
    GF_AUTH_GENERIC_OAUTH_ENABLED: 'true',
    GF_AUTH_GENERIC_OAUTH_NAME: 'OpenID Connect',
    GF_AUTH_GENERIC_OAUTH_CLIENT_ID: clientId,
    GF_AUTH_GENERIC_OAUTH_SCOPES: scopes.join(' '),
    GF_AUTH_GENERIC_OAUTH_AUTH_URL: authorizationUrl,
    GF_AUTH_GENERIC_OAUTH_TOKEN_URL: tokenUrl,
    GF_AUTH_GENERIC_OAUTH_API_URL: userInfoUrl,
    GF_AUTH_GENERIC_OAUTH_USE_PKCE: 'true',
    GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH: roles(login),
    // Whoever has no role stays outside.
    GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_STRICT: 'true',
    GF_AUTH_GENERIC_OAUTH_ALLOW_SIGN_UP: 'true',
  };
}

/** A role for each group, as the JMESPath that Grafana wants. */
function roles({ adminGroup, editorGroup, groupsClaim = 'groups', viewerGroup }: GrafanaLogin): string {
  const isIn = (group: string, role: string) => `contains(${groupsClaim}[*], '${group.replaceAll("'", "\\'")}') && '${role}'`;
  return [
    isIn(adminGroup, 'Admin'),
    ...editorGroup === undefined ? [] : [isIn(editorGroup, 'Editor')],
    viewerGroup === undefined ? "'Viewer'" : isIn(viewerGroup, 'Viewer'),
  ].join(' || ');
}

function provisioning(context: StackContext, { traceUrl }: GrafanaOptions): void {
  const datasources = {
    apiVersion: 1,
    datasources: [{
      name: 'Prometheus',
      uid: 'mcp-prometheus',
      type: 'prometheus',
      access: 'proxy',
      isDefault: true,
      url: prometheusUrl(context.namespace),
      jsonData: { httpMethod: 'POST', timeInterval: '15s', tlsSkipVerify: true, httpHeaderName1: 'Authorization', ...traceUrl !== undefined && { exemplarTraceIdDestinations: [traceLink(context, traceUrl)] } },
      secureJsonData: { httpHeaderValue1: 'Bearer $PROMETHEUS_TOKEN' },
    }],
  };
  const dashboards = {
    apiVersion: 1,
    providers: [{ name: 'mcp', folder: 'MCP', type: 'file', allowUiUpdates: false, options: { path: '/var/lib/grafana-dashboards' } }],
  };
  object(context, NAME, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: PROVISIONING,
    // JSON is YAML, too.
    data: { 'datasources.yaml': `${JSON.stringify(datasources)}\n`, 'dashboards.yaml': `${JSON.stringify(dashboards)}\n` },
  });
}

/** A link from an exemplar to its trace. Grafana fills in variables of the environment first, which a second `$` keeps it from. */
function traceLink({ scope }: StackContext, url: string): object {
  if (!isHttpUrl(url) || !url.includes('{traceId}')) {
    fail(scope, McpErrorCode.STACK_INVALID, `grafana.traceUrl is "${url}". Use a URL with {traceId} in it, such as "https://jaeger.acme.io/trace/{traceId}".`);
  }
  return { name: 'trace_id', url: url.split('{traceId}').join('$${__value.raw}') };
}

function volume(context: StackContext, { storage = Size.gibibytes(5), storageClassName }: GrafanaOptions): void {
  object(context, NAME, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    name: NAME,
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: quantity(bytes(context.scope, 'grafana.storage', storage)) } },
      ...storageClassName ? { storageClassName } : {},
    },
  });
}
