import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checker } from './binaries';
import { Finding } from './finding';
import { KUBERNETES_MINORS } from './kubernetes';
import { SCHEMA_PATH, customResourceSchemas, kubernetesSchemas } from './schemas';

/** How to validate. */
export interface ValidateOptions {
  /** Kubernetes minors, such as `1.34`. @default all pinned ones */
  readonly versions?: readonly string[];
}

/** What was validated, and what is wrong with it. */
export interface Validation {
  /** How many objects there are. */
  readonly objects: number;
  readonly findings: Finding[];
}

/** One object in kubeconform's JSON output. */
interface Result {
  readonly filename: string;
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly msg: string;
}

/**
 * What the schemas of Kubernetes and of custom resources hold against manifests: fields they don't know, wrong types,
 * missing fields, unknown kinds. Rules that only an API server knows (CEL, defaults, admission) are not checked.
 *
 * @param manifests Paths of YAML files, or the YAML itself.
 */
export function validate(manifests: readonly string[] | string, options: ValidateOptions = {}): Finding[] {
  return validation(manifests, options).findings;
}

/** As `validate`, and the number of objects seen: a check of nothing finds nothing. */
export function validation(manifests: readonly string[] | string, { versions = KUBERNETES_MINORS }: ValidateOptions = {}): Validation {
  const custom = customResourceSchemas();
  const results = versions.map((version) => ({ version, of: kubeconform(manifests, [kubernetesSchemas(version), custom]) }));
  return {
    objects: Math.max(0, ...results.map(({ of }) => of.length)),
    findings: results.flatMap(({ version, of }) => of.flatMap((result) => findingsOf(result, version))),
  };
}

function kubeconform(manifests: readonly string[] | string, schemas: readonly string[]): Result[] {
  const [files, input] = typeof manifests === 'string' ? [['-'], manifests] : [manifests, undefined];
  const locations = schemas.flatMap((folder) => ['-schema-location', join(folder, SCHEMA_PATH)]);
  const args = ['-strict', '-verbose', '-output', 'json', ...locations, ...files];
  const { stdout, stderr, error } = spawnSync(checker('kubeconform'), args, { input, encoding: 'utf8', maxBuffer: Infinity });
  // Its exit code says only that there are findings; what it could not do at all goes to stderr.
  if (error || stderr) {
    throw new Error(`kubeconform failed: ${error?.message ?? stderr}`);
  }
  // A document without content, such as the one before a leading `---`, has no status.
  return JSON.parse(stdout).resources.filter(({ status }: Result) => status);
}

/** An object without a schema has the status of an error, so it is a finding as well. */
function findingsOf({ status, kind, name, filename, msg }: Result, version: string): Finding[] {
  if (status === 'statusValid') {
    return [];
  }
  const resource = kind ? `${kind}/${name}` : filename;
  return messagesOf(msg).map((message) => ({ version, resource, message }));
}

/**
 * Takes the outline of a schema's complaints apart: `... - at '/spec': validation failed - at '/spec': missing property 'selector'`.
 * Its headings (`validation failed`) say nothing that the lines below them don't.
 */
function messagesOf(msg: string): string[] {
  const [, ...lines] = msg.split(/ +- at (?=')/);
  const messages = lines.map((line) => line.trim().replace(/^'([^']*)'/, (_, path) => path || '/'));
  return lines.length > 0 ? messages.filter((message) => !message.endsWith(': validation failed')) : [msg];
}
