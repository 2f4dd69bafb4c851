import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from '../validation/failure';

/** A container image's reference, taken apart. */
export interface ImageReference {
  /** Undefined where the reference names none, which means Docker Hub. */
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

// The grammar of github.com/distribution/reference.
const HOST = /^(?:[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*|\[[0-9a-fA-F:]+\])(?::\d+)?$/;
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Takes an image reference apart; one that a restart could fill with another program is refused. */
export function parseImage(scope: IConstruct, property: string, image: string): ImageReference {
  const reference = split(String(image));
  const { registry, repository, tag, digest } = reference;
  const valid = typeof image === 'string' && REPOSITORY.test(repository) && (registry === undefined || HOST.test(registry))
    && (tag === undefined || TAG.test(tag)) && (digest === undefined || DIGEST.test(digest));
  if (!valid) {
    fail(scope, McpErrorCode.IMAGE_INVALID, `${property} is "${image}", no image reference. Use one such as "ghcr.io/acme/weather:1.4.2" or "ghcr.io/acme/weather@sha256:...".`);
  }
  if (digest === undefined && (tag ?? 'latest') === 'latest') {
    fail(scope, McpErrorCode.IMAGE_LATEST,
      `${property} is "${image}", and what "latest" is changes: a restarted pod may run another program than the one that was tested. `
      + `Name a version or a digest, such as "${image.replace(/:latest$/, '')}:1.4.2".`);
  }
  return reference;
}

function split(image: string): ImageReference {
  const [name, digest] = cut(image, image.indexOf('@'));
  const colon = name.lastIndexOf(':');
  const [path, tag] = cut(name, colon > name.lastIndexOf('/') ? colon : -1);
  const slash = path.indexOf('/');
  const [host, rest] = cut(path, slash);
  return rest !== undefined && (/[.:]/.test(host) || host === 'localhost')
    ? { registry: host, repository: rest, tag, digest }
    : { repository: path, tag, digest };
}

function cut(text: string, at: number): [string, string | undefined] {
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** The same image in another registry. Docker Hub's official images live under `library/`. */
export function rehost({ registry, repository, tag, digest }: ImageReference, host: string): string {
  const official = (registry === undefined || registry === 'docker.io') && !repository.includes('/');
  return [host, '/', official ? 'library/' : '', repository, tag ? `:${tag}` : '', digest ? `@${digest}` : ''].join('');
}
