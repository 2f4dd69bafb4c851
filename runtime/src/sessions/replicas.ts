import { Forwarder } from './forwarder.js';
import { PeerAddresses } from './peer-addresses.js';
import { startPeersServer } from './peers-server.js';
import { PortableSessions } from './portable-sessions.js';
import { RedisLink } from './redis.js';
import { ownerToken } from './session-id.js';
import { ReplicasRouter } from './session-router.js';
import { SessionStore } from './session-store.js';
import { McpRequest, Served } from '../http/served.js';
import { Additions, Base } from '../runtime.js';
import { Settings } from '../settings/settings.js';

/** The token of a process that knows of no other pod. */
const ALONE = 'alone';

/** This pod as the ids of its sessions name it; undefined where there is one replica. */
export function selfOf({ peers }: Settings): string | undefined {
  return peers && ownerToken(peers.podIp);
}

/** This pod as the records of its sessions name it. */
export function ownerOf(settings: Settings): string {
  return selfOf(settings) ?? ALONE;
}

/** The store of sessions that outlive this process; undefined where none is set, or there are no sessions. */
export async function openStore({ settings, metrics, log }: Base): Promise<SessionStore | undefined> {
  const { redisUrl, sessions, peers, serverName = '', sessionIdleSeconds } = settings;
  if (redisUrl === undefined || sessions === 'stateless') {
    return undefined;
  }
  return new SessionStore(await RedisLink.open(redisUrl, metrics, log), `${peers?.service ?? ''}/${serverName}`, sessionIdleSeconds);
}

/**
 * Lets any replica take any request of the legacy era: what makes a process pass requests to the pods that have their
 * sessions, and answer those of its own that other pods pass to it. Nothing where there is one replica, or no session.
 *
 * @param served whose sessions these are; their ids end in this pod's token, as `newSessionId` makes them
 * @param portable the sessions that outlive their process, where some do
 */
export function overReplicas(base: Base, served: Pick<Served, 'owns'>, portable?: PortableSessions): Additions {
  const { settings, metrics, log } = base;
  if (settings.sessions === 'stateless' || (settings.peers === undefined && portable === undefined)) {
    return {};
  }
  const { peers } = settings;
  const forwarder = peers && new Forwarder(peers.port);
  return {
    sessions: new ReplicasRouter({
      self: ownerOf(settings),
      peers: peers && { addresses: new PeerAddresses(peers.service, log), forwarder: forwarder! },
      portable,
      metrics,
    }),
    alongside: async (handler) => peers && startPeersServer({
      port: peers.port,
      host: settings.host,
      handler,
      isHere: (request, sessionId) => isHere(served, portable, request, sessionId),
    }),
    end: () => forwarder?.end(),
  };
}

/** Whether another pod's request is answered here: the session lives here, or arrives just now, or nobody has it. */
async function isHere(
  served: Pick<Served, 'owns'>, portable: PortableSessions | undefined, request: McpRequest, sessionId: string,
): Promise<boolean> {
  if (served.owns(sessionId) || !portable) {
    return served.owns(sessionId);
  }
  await portable.settled(sessionId);
  return served.owns(sessionId) || portable.adopt(sessionId, request);
}
