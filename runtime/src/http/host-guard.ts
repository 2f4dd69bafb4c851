import { answerError, CODES } from './answers.js';
import { Guard } from './guard.js';

/**
 * Refuses requests whose Host or Origin is not one of ours: a page in somebody's browser must not reach a server of the
 * inner network through a name that its author points there (DNS rebinding).
 *
 * @param hosts host names without port; none for any
 * @param origins host names that browsers' pages may come from; the hosts where none are given
 */
export function hostGuard(hosts: readonly string[], origins: readonly string[] = []): Guard {
  const allowedHosts = new Set(hosts.map(lowered));
  const allowedOrigins = new Set((origins.length > 0 ? origins : hosts).map((origin) => lowered(hostnameOf(origin) ?? origin)));
  // The Host that was let pass last: the next request most likely has the same, and taking it apart is dearer than all else here.
  let usual: string | undefined;
  return ({ headers: { host, origin } }, response) => {
    if (allowedHosts.size > 0 && (host === undefined || host !== usual)) {
      if (!allowedHosts.has(hostnameOf(`http://${host}`) ?? '')) {
        answerError(response, 403, CODES.REFUSED, `Invalid Host header: ${host ?? ''}`);
        return false;
      }
      usual = host;
    }
    // Only browsers send an Origin.
    if (origin !== undefined && allowedOrigins.size > 0 && !allowedOrigins.has(hostnameOf(origin) ?? '')) {
      answerError(response, 403, CODES.REFUSED, `Invalid Origin header: ${origin}`);
      return false;
    }
    return true;
  };
}

function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? lowered(new URL(url).hostname) : undefined;
}

function lowered(name: string): string {
  return name.toLowerCase();
}
