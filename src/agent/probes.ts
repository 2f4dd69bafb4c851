import { Duration } from 'cdk8s';
import { Probe, ProbeOptions } from 'cdk8s-plus-28';
import { HealthCheck } from './health-check';
import { McpServer } from './mcp-server';

/** The three probes of a server's container. */
export interface ServerProbes {
  readonly startup: Probe;
  readonly readiness: Probe;
  readonly liveness: Probe;
}

/** Two minutes to start: `npx -y` takes 2 s and Python 4 s on an idle node, a crowded one is slower by far. */
const STARTUP: ProbeOptions = { periodSeconds: Duration.seconds(2), failureThreshold: 60, timeoutSeconds: Duration.seconds(2) };

/** Out of the Service after 10 s, so that a short pause of the event loop changes nothing. */
const READINESS: ProbeOptions = { periodSeconds: Duration.seconds(5), failureThreshold: 2, timeoutSeconds: Duration.seconds(3) };

/** Restarted after a minute: a restart ends every call and session, so it is the last resort. */
const LIVENESS: ProbeOptions = { periodSeconds: Duration.seconds(10), failureThreshold: 6, timeoutSeconds: Duration.seconds(5) };

/** The probes of a server's container; a proxy before it has its own. */
export function probesOf({ health, _ownPort }: McpServer): ServerProbes {
  return probesBy(health, _ownPort);
}

/**
 * The probes of a container.
 *
 * @param port that is asked where the check names none
 */
export function probesBy(health: HealthCheck, port: number): ServerProbes {
  const probe = (path: string | undefined, options: ProbeOptions) => {
    const where = { ...options, port: health.port ?? port };
    return path === undefined ? Probe.fromTcpSocket(where) : Probe.fromHttpGet(path, where);
  };
  return {
    startup: probe(health.livenessPath, STARTUP),
    readiness: probe(health.readinessPath, READINESS),
    liveness: probe(health.livenessPath, LIVENESS),
  };
}
