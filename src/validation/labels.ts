import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from './failure';

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** Checks labels as the API server would; `reserved` ones are the library's to set. */
export function checkLabels(scope: IConstruct, property: string, labels: Record<string, string> = {}, reserved: string[] = []): void {
  for (const [key, value] of Object.entries(labels)) {
    checkLabelKey(scope, property, key);
    if (typeof value !== 'string' || value.length > 63 || (value !== '' && !NAME.test(value))) {
      fail(scope, McpErrorCode.LABEL_INVALID,
        `${property} has the value "${value}" at "${key}". A label's value has at most 63 letters, digits, "-", "_" and ".", letters or digits at both ends.`);
    }
    if (reserved.includes(key)) {
      fail(scope, McpErrorCode.LABEL_INVALID, `${property} sets "${key}", by which Services find the agent's pods. Choose the property "name" instead.`);
    }
  }
}

/** Checks annotations: their keys are those of labels, their values any text. */
export function checkAnnotations(scope: IConstruct, property: string, annotations: Record<string, string> = {}): void {
  for (const [key, value] of Object.entries(annotations)) {
    checkLabelKey(scope, property, key);
    if (typeof value !== 'string') {
      fail(scope, McpErrorCode.LABEL_INVALID, `${property} has no text at "${key}". An annotation's value is a text; put numbers and booleans in quotes.`);
    }
  }
}

/** Checks the key of a label, an annotation or a taint. */
export function checkLabelKey(scope: IConstruct, property: string, key: string): void {
  const parts = key.split('/');
  const [name, prefix] = [parts[parts.length - 1], parts.length > 1 ? parts[0] : undefined];
  const validName = NAME.test(name) && name.length <= 63;
  const validPrefix = prefix === undefined || (PREFIX.test(prefix) && prefix.length <= 253);
  if (parts.length > 2 || !validName || !validPrefix) {
    fail(scope, McpErrorCode.LABEL_INVALID, `${property} has the key "${key}". A key is a name of at most 63 letters, digits, "-", "_" and ".", after a DNS prefix and "/" if any.`);
  }
}
