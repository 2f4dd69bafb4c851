import { Size } from 'cdk8s';
import { Component, letRead, proxyContainer, proxyVolumes, SCRAPER, surround, tcp } from './component';
import { imageOf, object, StackContext } from './context';
import { versionOf } from './images';
import { EVICTABLE, RESTRICTED_POD, resources, scheduling, volumeClaim } from './pods';
import { Receiver } from './receivers';
import { AlertmanagerOptions } from './stack-options';
import { McpErrorCode } from '../../validation/failure';
import { bytes, checkInteger, quantity } from '../../validation/values';
import { APART } from '../rules/alert';
import { WATCHDOG } from '../rules/monitoring-alerts';

/** The name of the Alertmanager resource. */
const NAME = 'mcp';

/** The name of the AlertmanagerConfig that is the whole configuration. */
const CONFIG = 'mcp-alerts';

/** The port on which its replicas tell each other. */
const GOSSIP_PORT = 9094;

/** Who is told of what nobody is to be told of. */
const NOBODY = 'nobody';

const PODS = { 'app.kubernetes.io/name': 'alertmanager', 'alertmanager': NAME };

/** What stands before Alertmanager, and around it. */
export const ALERTMANAGER: Component = {
  name: 'mcp-alertmanager',
  pods: PODS,
  upstream: 9093,
  paths: ['/api/v2/*', '/api/v2/*/*', '/metrics'],
  guards: { resource: 'alertmanagers', name: NAME },
  ingress: [{ from: [{ podSelector: { matchLabels: PODS } }], ports: gossip() }],
};

/** Alertmanager, which listens for its own pod and its own replicas alone. */
export function alertmanager(context: StackContext, options: AlertmanagerOptions): void {
  const { replicas = 2, storage = Size.gibibytes(1), storageClassName } = options;
  checkInteger(context.scope, McpErrorCode.STACK_INVALID, 'alertmanager.replicas', replicas, 1);
  const component = { ...ALERTMANAGER, replicas, egress: egress(context, options) };
  surround(context, component);
  letRead(context, component.name, SCRAPER);
  object(context, component.name, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Alertmanager',
    name: NAME,
    spec: {
      podMetadata: { annotations: EVICTABLE },
      image: imageOf(context, 'alertmanager'),
      version: versionOf('alertmanager'),
      replicas,
      serviceAccountName: component.name,
      automountServiceAccountToken: true,
      listenLocal: true,
      retention: '120h',
      alertmanagerConfiguration: { name: CONFIG },
      containers: [proxyContainer(context, component)],
      volumes: proxyVolumes(component),
      storage: volumeClaim(quantity(bytes(context.scope, 'alertmanager.storage', storage)), storageClassName),
      resources: resources('20m', '64Mi', '256Mi'),
      securityContext: RESTRICTED_POD,
      ...scheduling(context, PODS),
    },
  });
  configuration(context, options);
}

function gossip(): object[] {
  return [tcp(GOSSIP_PORT), { port: GOSSIP_PORT, protocol: 'UDP' }];
}

function egress(context: StackContext, options: AlertmanagerOptions): object[] {
  const { deadMansSwitch, egress: wanted = [], receivers = [] } = options;
  const ports = [...receivers, ...deadMansSwitch ? [deadMansSwitch] : []].map(({ _port: port }) => port);
  wanted.forEach(({ to }, index) => to._check(context.scope, `alertmanager.egress[${index}].to`));
  return [
    { to: [{ podSelector: { matchLabels: PODS } }], ports: gossip() },
    ...ports.length > 0 ? [{ ports: [...new Set(ports)].map(tcp) }] : [],
    ...wanted.map(({ ports: named, to }) => ({ to: to._toKube(), ...named ? { ports: named.map(tcp) } : {} })),
  ];
}

/** Who is told of what. Of one failing thing whoever is woken hears once: a warning is held back while it is critical. */
function configuration(context: StackContext, { deadMansSwitch, receivers = [] }: AlertmanagerOptions): void {
  const named = receivers.map((receiver, index) => ({ receiver, name: `${index + 1}-${receiver.kind}` }));
  const dead = deadMansSwitch ? [{ receiver: deadMansSwitch, name: 'dead-mans-switch' }] : [];
  object(context, ALERTMANAGER.name, {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    name: CONFIG,
    spec: {
      route: {
        receiver: NOBODY,
        groupBy: ['alertname', 'namespace', 'agent'],
        groupWait: '30s',
        groupInterval: '5m',
        repeatInterval: '4h',
        routes: [
          // Told again and again, or the switch would go off.
          { receiver: dead[0]?.name ?? NOBODY, matchers: [matches('alertname', WATCHDOG)], groupWait: '0s', groupInterval: '1m', repeatInterval: '1m' },
          ...named.map(({ name, receiver }) => (
            { receiver: name, matchers: [{ name: 'severity', matchType: '=~', value: receiver._severities.join('|') }], continue: true }
          )),
        ],
      },
      receivers: [
        { name: NOBODY },
        ...named.map(({ name, receiver }, index) => ({ name, ...receiver._toKube(context.scope, `alertmanager.receivers[${index}]`) })),
        ...dead.map(({ name, receiver }: { name: string; receiver: Receiver }) => ({ name, ...receiver._toKube(context.scope, 'alertmanager.deadMansSwitch') })),
      ],
      inhibitRules: [{
        sourceMatch: [matches('severity', 'critical')], targetMatch: [matches('severity', 'warning')], equal: [...APART],
      }],
    },
  });
}

function matches(name: string, value: string): object {
  return { name, value, matchType: '=' };
}
