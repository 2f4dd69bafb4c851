import { PATHS, PORTS } from './contract';
import { HealthCheck } from '../agent/health-check';

/** The runtime's answer to the kubelet: its readiness asks the server behind it too, its liveness does not. */
export const RUNTIME_HEALTH = HealthCheck.http(PATHS.LIVEZ, { port: PORTS.MANAGEMENT, readinessPath: PATHS.READYZ });
