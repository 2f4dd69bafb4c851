import { Schema } from './crd';

/** Whether the field at a path, such as `spec.endpoints.tlsConfig`, is to be cut. */
export type IsCut = (path: string) => boolean;

/** Compiles the patterns of a source: `*` stands for one step of a path, `**` for any number of them. */
export function cutter(patterns: readonly string[]): IsCut {
  const expressions = patterns.map(toExpression);
  return (path) => expressions.some((expression) => expression.test(path));
}

/** The schema of a field that takes anything. A list stays a list, so that its generated type still says so. */
export function open({ type, description }: Schema): Schema {
  const anything = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const shape = type === 'array' ? { type, items: anything } : anything;
  return description === undefined ? shape : { description, ...shape };
}

function toExpression(pattern: string): RegExp {
  const steps = pattern.split('.').map((step) => step === '**' ? '(?:[^.]+\\.)*' : step === '*' ? '[^.]+\\.' : `${step}\\.`);
  return new RegExp(`^${steps.join('').replace(/\\\.$/, '')}$`);
}
