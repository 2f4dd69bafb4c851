import { proxyContainer, tcp } from './component';
import { object, StackContext } from './context';
import { PROMETHEUS } from './prometheus-component';
import { KedaInstallation } from './stack-options';
import { SCALERS } from '../../scaling/load-source';
import { mintRules } from '../../scaling/trigger-authentication';
import { fail, McpErrorCode } from '../../validation/failure';
import { checkReference } from '../../validation/names';

/** The account that KEDA asks for a token of, in KEDA's own namespace: one for all agents of the cluster. */
const ACCOUNT = 'mcp-prometheus-scaler';

const RBAC = 'rbac.authorization.k8s.io';

/**
 * KEDA's way to Prometheus, which is opened when something needs it.
 *
 * KEDA 2.21 asks for tokens for an audience that is not the API server's, so that whoever gets hold of one can't use it there. Prometheus
 * itself, Grafana and people show tokens that are, so there is a second proxy, on a port of its own.
 */
export class Scalers {
  private isOpen = false;

  public constructor(
    private readonly context: StackContext, private readonly keda: KedaInstallation | undefined, private readonly shards: number,
  ) {
    if (keda) {
      this.open();
    }
  }

  /** Writes what lets KEDA in, once. */
  public open(): void {
    if (this.isOpen) {
      return;
    }
    if (this.shards > 1) {
      fail(this.context.scope, McpErrorCode.STACK_INVALID,
        `prometheus.shards is ${this.shards}, each with some of the pods, and KEDA would see the load of those alone. Use one shard, or say what sees all of them, such as Thanos: Scaling.between(...).on(...).from(LoadSource.keda({ prometheusUrl })).`);
    }
    this.isOpen = true;
    checkReference(this.context.scope, 'keda.namespace', this.namespace);
    checkReference(this.context.scope, 'keda.serviceAccount', this.serviceAccount);
    this.letMint();
    this.letRead();
    this.letReach();
  }

  /** The containers of Prometheus' pods that KEDA asks. */
  public get containers(): object[] {
    return this.isOpen ? [proxyContainer(this.context, {
      ...PROMETHEUS, proxy: 'kube-rbac-proxy-scalers', portName: 'https-scalers', port: SCALERS.port, audience: SCALERS.authentication,
    })] : [];
  }

  private get namespace(): string {
    return this.keda?.namespace ?? 'keda';
  }

  private get serviceAccount(): string {
    return this.keda?.serviceAccount ?? 'keda-operator';
  }

  /** KEDA may have tokens of one account that can do nothing but read Prometheus. */
  private letMint(): void {
    const { context, namespace } = this;
    object(context, SCALERS.service, { apiVersion: 'v1', kind: 'ServiceAccount', name: ACCOUNT, namespace, automountServiceAccountToken: false });
    object(context, SCALERS.service, {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      name: ACCOUNT,
      namespace,
      rules: mintRules(ACCOUNT),
    });
    this.bind(namespace, ACCOUNT, { kind: 'ServiceAccount', name: this.serviceAccount, namespace });
    object(context, SCALERS.service, {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ClusterTriggerAuthentication',
      name: SCALERS.authentication,
      isOfCluster: true,
      spec: { boundServiceAccountToken: [{ parameter: 'bearerToken', serviceAccountName: ACCOUNT }] },
    });
  }

  private letRead(): void {
    const role = `${PROMETHEUS.name}-reader`;
    this.bind(this.context.namespace, role, { kind: 'ServiceAccount', name: ACCOUNT, namespace: this.namespace }, `${role}-${ACCOUNT}`);
  }

  private bind(namespace: string, role: string, subject: object, name = role): void {
    object(this.context, SCALERS.service, {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      name,
      namespace,
      roleRef: { apiGroup: RBAC, kind: 'Role', name: role },
      subjects: [subject],
    });
  }

  /** From KEDA's namespace, and from nowhere else. */
  private letReach(): void {
    const { context, namespace } = this;
    object(context, SCALERS.service, {
      apiVersion: 'v1',
      kind: 'Service',
      name: SCALERS.service,
      spec: { selector: PROMETHEUS.pods, ports: [{ name: 'https', port: SCALERS.port, targetPort: SCALERS.port, appProtocol: 'https' }] },
    });
    object(context, SCALERS.service, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      name: SCALERS.service,
      spec: {
        podSelector: { matchLabels: PROMETHEUS.pods },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }], ports: [tcp(SCALERS.port)] }],
      },
    });
  }
}
