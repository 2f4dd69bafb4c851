import { ISecret } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from '../../validation/failure';
import { checkReferences } from '../../validation/references';

/** A value of a Secret in the stack's namespace. It stands in the cluster alone, never in the YAML. */
export interface SecretKey {
  /** The Secret. */
  readonly secret: ISecret;

  /** Its key. */
  readonly key: string;
}

/** The field by which the operator's resources name it. */
export function secretKeyRef(scope: IConstruct, property: string, given: SecretKey | undefined): { name: string; key: string } {
  if (!given?.secret) {
    fail(scope, McpErrorCode.RECEIVER_INVALID, `${property} names no Secret, and what is in it must not stand in YAML. Create one and name it, such as { secret: Secret.fromSecretName(...), key: "token" }.`);
  }
  const reference = { name: given.secret.name, key: given.key };
  checkReferences(scope, property, { secretKeyRef: reference });
  return reference;
}
