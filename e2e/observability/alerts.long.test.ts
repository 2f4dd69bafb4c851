import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  Grafana, McpAgentDeployment, McpObservability, McpServer, Observability, ProtocolEra, Receiver, Scaling, Sessions, Slo,
} from '../../src';
import { Recorded, RECORDED, RecordedName, Resolution } from '../../src/observability/rules/recorded';
import { chartOf, manifests } from '../../test/support/synth';
import { IMAGES } from '../../testbed/images/table';
import { imagesIn } from '../../tools/quickstart/images';
import { Cluster, KubernetesObject } from '../helpers/cluster';
import { eventually } from '../helpers/eventually';
import { Guarded, readGuarded } from '../helpers/guarded';
import { CLIENT_IMAGE, provideImages } from '../helpers/images';
import { Load, putLoad, whileUnderLoad } from '../helpers/load';
import { isCrd } from '../helpers/manifests';
import { RESTRICTED_CONTAINER, restrictedPod, USER } from '../helpers/restricted';
import { steps } from '../helpers/steps';

const NAMESPACE = 'mcp-alerts';
const MONITORING = 'mcp-alerts-monitoring';
const IMAGE = 'localhost/cdk8s-mcp-e2e/serve:1';
const URL = `http://failing.${NAMESPACE}.svc.cluster.local/mcp`;
const RECEIVER = { name: 'receiver', port: 8080 };
const PROMETHEUS: Guarded = { namespace: MONITORING, to: 'service/mcp-prometheus', port: 8443 };

/** What this drill has no occasion for, and why. */
const WITHOUT_SAMPLES: Readonly<Partial<Record<RecordedName, string>>> = {
  podDrainingSince: 'nothing drains',
  registryRequests: 'there is no registry',
  registryErrorRatio: 'there is no registry',
  registryDuration: 'there is no registry',
  registryInFlight: 'there is no registry',
  registryPoolPending: 'there is no registry',
  registryRequestsLong: 'there is no registry',
  registryDurationLong: 'there is no registry',
};

/** An alert as a webhook is told of it. */
interface Told {
  readonly status: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

describe('alerts on their way from an agent to a webhook', () => {
  let cluster: Cluster;
  const step = steps(() => [NAMESPACE, MONITORING].map((namespace) => cluster?.describe(namespace) ?? '').join('\n'));
  const objects = manifests(platform());

  beforeAll(() => {
    cluster = Cluster.find();
    clear();
    const named = imagesIn(objects);
    provideImages(cluster, ...IMAGES.filter(({ name }) => named.has(name)), CLIENT_IMAGE);
  }, 1_800_000);

  afterAll(() => {
    if (cluster) {
      clear();
    }
  });

  step('the stack, two agents and a receiver become available', () => {
    cluster.install(objects.filter(isCrd));
    cluster.createNamespace(NAMESPACE);
    cluster.apply([...objects.filter(({ kind }) => !APART.has(kind)), ...receiver(), ...reader()]);
    cluster.kubectl('wait', '--for=condition=Available', '--timeout=300s', '--namespace', NAMESPACE, 'deployment', '--all');
    for (const instance of ['prometheus/mcp', 'alertmanager/mcp']) {
      cluster.kubectl('wait', '--for=condition=Available', '--timeout=300s', '--namespace', MONITORING, instance);
    }
    cluster.kubectl('wait', '--for=condition=Ready', '--timeout=120s', '--namespace', NAMESPACE, `pod/${RECEIVER.name}`);
  });

  step('a tool that fails is told to the receiver, with its runbook', async () => {
    await whileUnderLoad(cluster, { namespace: NAMESPACE }, { ...FAILING, url: URL }, async () => {
      const told = await toldOf('McpToolErrors');
      expect(told).toMatchObject({
        status: 'firing',
        labels: { namespace: NAMESPACE, agent: 'failing', gen_ai_tool_name: 'sleep', severity: 'warning' },
        annotations: { summary: `Tool sleep of agent ${NAMESPACE}/failing fails.`, runbook_url: expect.stringMatching(/mcp-tool-errors\.md$/) },
      });
    });
  });

  step('an agent that is killed is told to the receiver as critical', async () => {
    // Without its account its pods can't come back.
    cluster.kubectl('delete', 'serviceaccount', 'killed', '--namespace', NAMESPACE);
    cluster.kubectl('delete', 'pods', '--namespace', NAMESPACE, '--selector', 'app.kubernetes.io/name=killed', '--now');
    expect(await toldOf('McpAgentDown')).toMatchObject({ status: 'firing', labels: { namespace: NAMESPACE, agent: 'killed', severity: 'critical' } });
  });

  step('every recording rule has samples, but those of every hour', async () => {
    const missing = async () => {
      const replies = await ask(...WITH_SAMPLES.map(({ name }) => `count({__name__="${name}"})`));
      return WITH_SAMPLES.filter((_, index) => replies[index].length === 0).map(({ name }) => name);
    };
    // The coarse ones are evaluated every 5 minutes, those that build on them 5 minutes later.
    expect(await eventually(missing, (names) => names.length === 0, 660)).toEqual([]);
  });

  step('what one agent alone is held to is what its alerts are compared with', async () => {
    const [[own], [ofAll], [objective]] = await ask(
      'agent:mcp_threshold:value{agent="failing", threshold="toolErrorRatio", level="warning"}',
      'agent:mcp_threshold:value{agent="killed", threshold="errorRatio", level="warning"}',
      'agent:mcp_slo:objective{agent="failing", slo="availability"}',
    );
    expect([own, ofAll, objective].map(({ value }) => Number(value[1]))).toEqual([0.2, 0.05, 0.99]);
  });

  step('once the tool works again, that is told too', async () => {
    await putLoad(cluster, { namespace: NAMESPACE }, { ...WORKING, url: URL, seconds: 60 });
    // Alertmanager tells a group that it has told of before each 5 minutes.
    expect(await toldOf('McpToolErrors', 'resolved', 660)).toMatchObject({ labels: { agent: 'failing' } });
  });

  function clear(): void {
    cluster.deleteNamespaces(NAMESPACE, MONITORING, `${MONITORING}-nodes`);
  }

  /** The last that the receiver was told of an alert. */
  async function toldOf(alert: string, status = 'firing', seconds = 240): Promise<Told | undefined> {
    const last = async () => messages().flatMap(({ alerts }) => alerts).filter(({ labels }) => labels.alertname === alert).at(-1);
    return eventually(last, (told) => told?.status === status, seconds);
  }

  function messages(): { readonly alerts: Told[] }[] {
    return cluster.kubectl('logs', RECEIVER.name, '--namespace', NAMESPACE).trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  async function ask(...expressions: string[]): Promise<{ metric: Record<string, string>; value: [number, string] }[][]> {
    const token = cluster.kubectl('create', 'token', 'reads', '--namespace', NAMESPACE).trim();
    const replies = await readGuarded(cluster, PROMETHEUS, token, ...expressions.map((expr) => `/api/v1/query?query=${encodeURIComponent(expr)}`));
    return replies.map(({ body }) => JSON.parse(body).data.result);
  }
});

const NAMES = (Object.keys(RECORDED) as RecordedName[]).filter((name) => !WITHOUT_SAMPLES[name]);
const WITH_SAMPLES = NAMES.map((name): Recorded => RECORDED[name]).filter(({ resolution }) => resolution !== Resolution.HOURLY);

/** Kinds that are applied before the others, or whose CRDs this drill does without. */
const APART = new Set(['CustomResourceDefinition', 'VerticalPodAutoscaler']);

/** The arguments are none that the tool takes: it says so, as a tool that fails does. */
const FAILING: Omit<Load, 'url'> = { tool: 'sleep', cases: [{ arguments: { ms: -1 }, answer: 'slept' }], era: 'legacy', sessions: 2, rate: 10 };
const WORKING: Omit<Load, 'url'> = { tool: 'sleep', cases: [{ arguments: { ms: 1 }, answer: 'slept 1 ms' }], era: 'legacy', sessions: 2, rate: 100 };

/** The whole stack, as small as it gets and in a hurry, and two agents. */
function platform() {
  const chart = chartOf(NAMESPACE);
  const atOnce = { after: Duration.seconds(0) };
  const observability = new McpObservability(chart, 'observability', Observability.stack({
    namespace: MONITORING,
    agentInterval: Duration.seconds(5),
    evaluationInterval: Duration.seconds(5),
    alerts: { changes: { McpToolErrors: atOnce, McpAgentDown: { after: Duration.seconds(15) } } },
    prometheus: { replicas: 1, storage: Size.gibibytes(1) },
    alertmanager: { replicas: 1, receivers: [Receiver.webhook({ url: `http://${RECEIVER.name}.${NAMESPACE}.svc:${RECEIVER.port}/` })] },
    grafana: Grafana.none(),
  }));
  const [failing, killed] = ['failing', 'killed'].map((id) => new McpAgentDeployment(chart, id, {
    server: McpServer.runtime(IMAGE, { protocol: ProtocolEra.LEGACY }),
    sessions: Sessions.inMemory(),
    scaling: Scaling.fixed(1),
    resources: { cpu: { request: Cpu.millis(50) } },
  }));
  observability.monitor(failing, {
    thresholds: { toolErrorRatio: { warning: 0.2 } },
    slos: [Slo.availability(99), Slo.latency(95, Duration.seconds(1))],
  });
  observability.monitor(killed);
  return chart;
}

/** What prints each message that it gets, on a line of its own. */
const PRINTS = `require("node:http").createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => body += chunk);
  request.on("end", () => { console.log(JSON.stringify(JSON.parse(body))); response.end(); });
}).listen(${RECEIVER.port})`;

function receiver(): KubernetesObject[] {
  const metadata = { name: RECEIVER.name, namespace: NAMESPACE, labels: { app: RECEIVER.name } };
  const container = {
    name: RECEIVER.name,
    image: CLIENT_IMAGE.name,
    imagePullPolicy: 'IfNotPresent',
    args: ['--eval', PRINTS],
    ports: [{ containerPort: RECEIVER.port }],
    securityContext: RESTRICTED_CONTAINER,
    resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '128Mi' } },
  };
  return [
    { kind: 'Pod', metadata, spec: { automountServiceAccountToken: false, securityContext: restrictedPod(USER), containers: [container] } },
    { kind: 'Service', metadata, spec: { selector: { app: RECEIVER.name }, ports: [{ port: RECEIVER.port }] } },
  ].map((object) => ({ apiVersion: 'v1', ...object }));
}

/** An account that may ask Prometheus. */
function reader(): object[] {
  const metadata = { name: 'reads', namespace: NAMESPACE };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'reads', namespace: MONITORING },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'mcp-prometheus-reader' },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    },
  ];
}
