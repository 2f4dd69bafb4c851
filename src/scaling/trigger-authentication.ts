import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { KedaAuthentication, MintedToken } from './keda-authentication';
import { TriggerAuthentication } from '../../imports/trigger-authentication';
import { completeAfterSerialization } from '../serialization';

/** A TriggerAuthentication, and what lets KEDA have the token that it names. */
export function triggerAuthentication(
  scope: Construct, id: string, metadata: ApiObjectMetadata, authentication: KedaAuthentication,
): ApiObject {
  const object = new TriggerAuthentication(scope, id, { metadata, spec: authentication._spec });
  completeAfterSerialization(object);
  if (authentication._minted) {
    letMint(scope, metadata, authentication._minted);
  }
  return object;
}

/** What KEDA may do to ask for tokens of one account, and of no other. */
export function mintRules(serviceAccount: string): object[] {
  return [{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [serviceAccount], verbs: ['create'] }];
}

function letMint(scope: Construct, metadata: ApiObjectMetadata, { kedaNamespace, kedaServiceAccount, serviceAccount }: MintedToken): void {
  const named = { ...metadata, name: `${metadata.name}-keda-token` };
  const common = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: named };
  const objects = [
    { ...common, kind: 'Role', rules: mintRules(serviceAccount) },
    {
      ...common,
      kind: 'RoleBinding',
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: named.name },
      subjects: [{ kind: 'ServiceAccount', name: kedaServiceAccount, namespace: kedaNamespace }],
    },
  ];
  for (const object of objects) {
    completeAfterSerialization(new ApiObject(scope, `Keda${object.kind}`, object));
  }
}
