import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from './failure';

/** What a Service name, and so every name here, may have at most (RFC 1035). */
const MAX_LABEL = 63;
const DNS_1035_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const DNS_1123_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * The name of a construct's objects: the one that was asked for, or one made from its id.
 *
 * @param room characters that are kept free for the longest suffix of an object's name
 */
export function objectName(scope: IConstruct, asked: string | undefined, room: number): string {
  const longest = MAX_LABEL - room;
  const name = asked ?? nameFromId(scope.node.id, longest);
  if (typeof name !== 'string' || !DNS_1035_LABEL.test(name)) {
    fail(scope, McpErrorCode.NAME_INVALID,
      `the name "${name}" is none that Kubernetes takes. Use lower case letters, digits and hyphens, a letter first`
      + `${asked === undefined ? ', as the construct\'s id or as its property "name"' : ''}.`);
  }
  if (name.length > longest) {
    fail(scope, McpErrorCode.NAME_INVALID, `the name "${name}" has ${name.length} characters. Use at most ${longest}, so that the names made from it fit too.`);
  }
  return name;
}

function nameFromId(id: string, longest: number): string {
  return id.toLowerCase().replace(/[^a-z0-9-]+/g, '-').slice(0, longest).replace(/^[^a-z]+|-+$/g, '');
}

/** Which construct has which name, for each app: two apps in one process know nothing of each other. */
const taken = new WeakMap<IConstruct, Map<string, IConstruct>>();

/**
 * Takes a name for a construct, or says who has it. Names that were cut at 63 characters meet here too.
 *
 * Where no namespace is known, each chart counts as one: its file may be applied to a namespace of its own.
 */
export function claimName(scope: IConstruct, kind: string, namespace: string | undefined, name: string): void {
  const names = taken.get(scope.node.root) ?? new Map<string, IConstruct>();
  taken.set(scope.node.root, names);
  const key = `${kind}/${namespace ?? `(${Chart.of(scope).node.path})`}/${name}`;
  const owner = names.get(key);
  if (owner) {
    fail(scope, McpErrorCode.NAME_COLLISION,
      `the ${kind} "${name}" is already that of ${owner.node.path}${namespace ? ` in namespace ${namespace}` : ''}. `
      + 'Give one of them another name by its property "name"; names made from ids are cut at 63 characters.');
  }
  names.set(key, scope);
}

/** The namespace that a construct's objects go to, where one is known at synth. */
export function namespaceOf(scope: IConstruct, asked: string | undefined): string | undefined {
  if (asked !== undefined && (!DNS_1123_SUBDOMAIN.test(asked) || asked.includes('.') || asked.length > MAX_LABEL)) {
    fail(scope, McpErrorCode.NAME_INVALID, `the namespace "${asked}" is none that Kubernetes takes. Use lower case letters, digits and hyphens, at most 63.`);
  }
  return asked ?? Chart.of(scope).namespace;
}

/** Checks the name of an object that is referred to, such as a Secret: an empty one would only fail in the cluster. */
export function checkReference(scope: IConstruct, property: string, name: string | undefined): void {
  if (typeof name !== 'string' || name.trim() === '') {
    fail(scope, McpErrorCode.REFERENCE_EMPTY, `${property} names nothing. Give the name of an object that exists in the agent's namespace, or leave the property out.`);
  }
  if (!DNS_1123_SUBDOMAIN.test(name) || name.length > 253) {
    fail(scope, McpErrorCode.NAME_INVALID, `${property} is "${name}", no name of a Kubernetes object. Use lower case letters, digits, hyphens and dots.`);
  }
}

/** Checks a name of DNS, such as a host's. */
export function checkHost(scope: IConstruct, property: string, host: string): void {
  if (typeof host !== 'string' || !DNS_1123_SUBDOMAIN.test(host) || host.length > 253) {
    fail(scope, McpErrorCode.NAME_INVALID, `${property} is "${host}", no name of DNS. Use one in lower case, without scheme, port and path, such as "weather.acme.io".`);
  }
}
