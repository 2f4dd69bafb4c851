import { createHash, randomUUID } from 'node:crypto';
import { isIPv6, SocketAddress } from 'node:net';

/** What separates the random part of an id from its owner's token. */
const SEPARATOR = '.';

/** How long an id may be that is looked up anywhere: a proxied server chooses its own, and none of them comes near. */
const LONGEST = 256;

/** What the specification lets an id consist of. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/**
 * What an id tells of the pod that opened the session: a hash of its address, and not the address. Who gets an id
 * compares the hash with those of the pods it knows, so nothing that a client sends is ever dialled.
 */
export function ownerToken(podIp: string): string {
  return createHash('sha256').update(canonical(podIp)).digest('base64url').slice(0, 12);
}

/** A new session's id, with its owner where there are other replicas. */
export function newSessionId(owner: string | undefined): string {
  return owner === undefined ? randomUUID() : `${randomUUID()}${SEPARATOR}${owner}`;
}

/** The owner's token in an id, where it has one. */
export function ownerIn(sessionId: string): string | undefined {
  const at = sessionId.lastIndexOf(SEPARATOR);
  return at < 0 ? undefined : sessionId.slice(at + 1);
}

/** Whether an id could be one at all; what could not is worth no question to anybody. */
export function isPlausible(sessionId: string): boolean {
  return sessionId.length <= LONGEST && VISIBLE_ASCII.test(sessionId);
}

/** One spelling of an address: the kubelet and DNS need not agree on how IPv6 is written. */
function canonical(address: string): string {
  return isIPv6(address) ? new SocketAddress({ address, family: 'ipv6' }).address : address;
}
