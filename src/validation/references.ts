import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from './failure';
import { checkReference } from './names';

/** Where the parts of a pod name other objects: the field that refers, and the fields in it that must name something. */
const REFERENCES: Record<string, string[]> = {
  secretKeyRef: ['name', 'key'],
  configMapKeyRef: ['name', 'key'],
  secretRef: ['name'],
  configMapRef: ['name'],
  secret: ['secretName'],
  configMap: ['name'],
  persistentVolumeClaim: ['claimName'],
};

/** Checks that a variable or volume, as Kubernetes will get it, refers to nothing that has no name. */
export function checkReferences(scope: IConstruct, property: string, source: any): void {
  for (const [field, parts] of Object.entries(REFERENCES).filter(([each]) => source?.[each])) {
    for (const part of parts) {
      const value = source[field][part];
      if (part === 'key') {
        checkKey(scope, `${property}, ${field}.${part},`, value);
      } else {
        checkReference(scope, `${property}, ${field}.${part},`, value);
      }
    }
  }
}

function checkKey(scope: IConstruct, property: string, key: unknown): void {
  if (typeof key !== 'string' || !/^[-._a-zA-Z0-9]{1,253}$/.test(key)) {
    fail(scope, McpErrorCode.REFERENCE_EMPTY, `${property} is "${key ?? ''}", no key of a Secret or ConfigMap. Name one: letters, digits, "-", "_" and ".".`);
  }
}
