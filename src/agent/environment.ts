import { EnvFrom, EnvValue } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from '../validation/failure';
import { checkReferences } from '../validation/references';

/** Checks the environment of a container: its names, and that every Secret and ConfigMap has one. */
export function checkEnvironment(
  scope: IConstruct, property: string, variables: Record<string, EnvValue> = {}, sources: EnvFrom[] = [],
): void {
  for (const [name, value] of Object.entries(variables)) {
    if (!/^[\x20-\x3c\x3e-\x7e]+$/.test(name)) {
      fail(scope, McpErrorCode.ENV_INVALID, `${property} has a variable named "${name}". A name is printable ASCII without "=".`);
    }
    if (value.value === undefined && value.valueFrom === undefined) {
      fail(scope, McpErrorCode.ENV_INVALID, `${property} has no value for "${name}". Give one, or leave the variable out.`);
    }
    checkReferences(scope, `${property}.${name}`, value.valueFrom);
  }
  sources.forEach((source, index) => checkReferences(scope, `${property}From[${index}]`, source._toKube()));
}
