import { DashboardContext, dashboardJson } from './dashboard';
import { agentLink } from './links';
import { bars, stat, Step, table, timeSeries } from './panel';
import { busiest, CHOSEN, ofPods, recorded } from './queries';
import { DashboardJson } from './schema';
import { AGENTS_CHOSEN, NAMESPACE } from './variables';

/** Shares of what there is: 80 % asks for a plan, 90 % for an act. */
const FULL: readonly Step[] = [{ color: 'green' }, { color: 'orange', from: 0.8 }, { color: 'red', from: 0.9 }];

/** A node's own network devices: those of pods would count the same bytes again. */
const DEVICES = 'device!~"lo|veth.*|cali.*|lxc.*|cni.*|cilium.*|flannel.*|docker.*|br-.*|tunl.*"';

const LEGEND = '{{namespace}}/{{agent}}';

/** A limit or request of containers, summed over each agent's pods. */
function ofContainers(name: string, resource: string): string {
  return `sum by (namespace, agent) (${ofPods(`max by (namespace, pod, container) (${name}{resource="${resource}", namespace=~"$namespace"})`)})`;
}

/** What agents run on: CPU, memory, network, storage, nodes. */
export function infrastructure(context: DashboardContext): DashboardJson {
  return dashboardJson({
    name: 'infrastructure',
    description: 'What agents run on: CPU, memory, network and storage of their pods, the nodes below them, and the monitoring itself.',
    from: 'now-3h',
    refresh: '1m',
    variables: [NAMESPACE, AGENTS_CHOSEN],
    rows: [
      { title: 'Now', panels: now() },
      { title: 'CPU and memory of agents', panels: [...compute(), agents(context)] },
      { title: 'Replicas', panels: replicas() },
      { title: 'Network and storage', panels: networkAndStorage() },
      { title: 'Nodes', panels: nodes() },
      { title: 'Monitoring', collapsed: true, panels: monitoring() },
    ],
  }, context);
}

function now() {
  return [
    stat({
      title: 'Nodes ready',
      description: 'Share of the nodes that can take pods.',
      unit: 'percentunit',
      width: 4,
      steps: [{ color: 'red' }, { color: 'green', from: 1 }],
      queries: [{ expr: 'sum(kube_node_status_condition{condition="Ready", status="true"}) / count(kube_node_info)' }],
    }),
    stat({
      title: 'CPU of nodes',
      description: 'Share of the nodes\' processors that is busy.',
      unit: 'percentunit',
      width: 4,
      steps: FULL,
      queries: [{ expr: '1 - avg(rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))' }],
    }),
    stat({
      title: 'Memory of nodes',
      description: 'Share of the nodes\' memory that can\'t be had for more.',
      unit: 'percentunit',
      width: 4,
      steps: FULL,
      queries: [{ expr: '1 - sum(node_memory_MemAvailable_bytes) / sum(node_memory_MemTotal_bytes)' }],
    }),
    stat({
      title: 'CPU of agents',
      description: 'Cores that all agents use.',
      unit: 'short',
      width: 4,
      queries: [{ expr: `sum(${recorded('agentCpu')})` }],
    }),
    stat({
      title: 'Memory of agents',
      description: 'Bytes that all agents work with.',
      unit: 'bytes',
      width: 4,
      queries: [{ expr: `sum(${recorded('agentMemory')})` }],
    }),
    stat({
      title: 'Pods pending',
      description: 'Pods that no node runs yet.',
      unit: 'short',
      width: 4,
      steps: [{ color: 'green' }, { color: 'orange', from: 1 }],
      queries: [{ expr: 'sum(kube_pod_status_phase{phase="Pending", namespace=~"$namespace"}) or vector(0)' }],
    }),
  ];
}

function compute() {
  return [
    timeSeries({
      title: 'CPU by agent',
      description: 'Cores that an agent\'s pods use, of the ten agents that use most.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [{ expr: busiest(10, recorded('agentCpu')), legend: LEGEND }],
    }),
    timeSeries({
      title: 'Memory by agent',
      description: 'Bytes that an agent\'s pods work with, of the ten agents that use most.',
      unit: 'bytes',
      width: 8,
      min: 0,
      queries: [{ expr: busiest(10, recorded('agentMemory')), legend: LEGEND }],
    }),
    timeSeries({
      title: 'Throttled',
      description: 'Share of the time slices in which an agent\'s CPU limit held it back, of the ten agents with most.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      queries: [{
        expr: `topk(10, sum by (namespace, agent) (${ofPods('sum by (namespace, pod) (rate(container_cpu_cfs_throttled_periods_total{namespace=~"$namespace"}[$__rate_interval]))')})
/ (sum by (namespace, agent) (${ofPods('sum by (namespace, pod) (rate(container_cpu_cfs_periods_total{namespace=~"$namespace"}[$__rate_interval]))')}) > 0))`,
        legend: LEGEND,
      }],
    }),
  ];
}

function agents({ delivered }: DashboardContext) {
  return table({
    title: 'What agents use of what they asked for',
    description: 'Use, request and limit of each agent\'s pods together. CPU far below its request is paid for and idle; memory at its limit is killed.',
    unit: 'short',
    width: 24,
    height: 9,
    sortBy: 'Memory of limit',
    queries: [
      { expr: recorded('agentCpu') },
      { expr: `${recorded('agentCpu')} / on (namespace, agent) ${ofContainers('kube_pod_container_resource_requests', 'cpu')}` },
      { expr: recorded('agentMemory') },
      { expr: `${recorded('agentMemory')} / on (namespace, agent) ${ofContainers('kube_pod_container_resource_limits', 'memory')}` },
    ].map(({ expr }) => ({ expr: `sum by (namespace, agent) (${expr})` })),
    labels: { namespace: { title: 'Namespace' }, agent: { title: 'Agent', links: agentLink(delivered) } },
    values: [
      { title: 'CPU', unit: 'short', decimals: 3 },
      { title: 'CPU of request', unit: 'percentunit', decimals: 0 },
      { title: 'Memory', unit: 'bytes' },
      { title: 'Memory of limit', unit: 'percentunit', decimals: 0, steps: FULL },
    ],
  });
}

function replicas() {
  const pods = (name: string) => `max by (namespace, pod) (${name}{namespace=~"$namespace"})`;
  return [
    timeSeries({
      title: 'Replicas of all agents',
      description: 'Replicas that autoscalers want, those that get requests, and what they would be if every agent were at its limit: the nodes that this needs.',
      unit: 'short',
      width: 8,
      min: 0,
      limits: ['at most'],
      queries: [
        { expr: `sum(${recorded('agentDesiredReplicas')})`, legend: 'wanted' },
        { expr: `sum(${recorded('agentReadyReplicas')})`, legend: 'ready' },
        { expr: `sum(${recorded('agentMaxReplicas')})`, legend: 'at most' },
      ],
    }),
    timeSeries({
      title: 'Agents that wait for replicas',
      description: 'How long load has been above its target, or fewer replicas ready than wanted, of the ten agents that wait longest. Zero when none does.',
      unit: 's',
      width: 8,
      min: 0,
      queries: [{ expr: `topk(10, time() - ${recorded('agentScaleUpSince')}) or vector(0)`, legend: LEGEND }],
    }),
    timeSeries({
      title: 'From created to ready, by agent',
      description: 'What the slowest pod of an agent needed from its creation to its readiness, of the ten slowest: a place on a node, the image, the server\'s start.',
      unit: 's',
      width: 8,
      min: 0,
      queries: [{
        expr: `topk(10, max by (namespace, agent) (${ofPods(`(${pods('kube_pod_status_ready_time')} - ${pods('kube_pod_created')})`)}))`,
        legend: LEGEND,
      }],
    }),
  ];
}

function networkAndStorage() {
  const network = (direction: string) =>
    `topk(10, sum by (namespace, agent) (${ofPods(`sum by (namespace, pod) (rate(container_network_${direction}_bytes_total{namespace=~"$namespace"}[$__rate_interval]))`)}))`;
  return [
    timeSeries({
      title: 'Received',
      description: 'Bytes per second that an agent\'s pods receive, of the ten agents with most.',
      unit: 'Bps',
      width: 8,
      min: 0,
      queries: [{ expr: network('receive'), legend: LEGEND }],
    }),
    timeSeries({
      title: 'Sent',
      description: 'Bytes per second that an agent\'s pods send, of the ten agents with most.',
      unit: 'Bps',
      width: 8,
      min: 0,
      queries: [{ expr: network('transmit'), legend: LEGEND }],
    }),
    bars({
      title: 'Volumes',
      description: 'Share of a persistent volume that is full, of the ten fullest.',
      unit: 'percentunit',
      width: 8,
      max: 1,
      queries: [{
        expr: 'topk(10, max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes))',
        legend: '{{namespace}}/{{persistentvolumeclaim}}',
        instant: true,
      }],
    }),
  ];
}

function nodes() {
  const legend = '{{instance}}';
  return [
    timeSeries({
      title: 'CPU',
      description: 'Share of each node\'s processors that is busy.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      queries: [{ expr: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))', legend }],
    }),
    timeSeries({
      title: 'Memory',
      description: 'Share of each node\'s memory that can\'t be had for more.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      queries: [{ expr: '1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes', legend }],
    }),
    timeSeries({
      title: 'Disks',
      description: 'Share of each node\'s fullest file system that is used.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      queries: [{ expr: 'max by (instance) (1 - node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|squashfs"} / node_filesystem_size_bytes{fstype!~"tmpfs|ramfs|squashfs"})', legend }],
    }),
    timeSeries({
      title: 'Network',
      description: 'Bytes per second that each node receives and sends; what its pods say to each other over devices of their own is not counted.',
      unit: 'Bps',
      width: 8,
      min: 0,
      queries: [
        { expr: `sum by (instance) (rate(node_network_receive_bytes_total{${DEVICES}}[$__rate_interval]))`, legend: '{{instance}} received' },
        { expr: `sum by (instance) (rate(node_network_transmit_bytes_total{${DEVICES}}[$__rate_interval]))`, legend: '{{instance}} sent' },
      ],
    }),
    timeSeries({
      title: 'Load by processor',
      description: 'Processes that run or wait to, for each processor of a node: above 1 some wait.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [{ expr: 'node_load5 / on (instance) count by (instance) (node_cpu_seconds_total{mode="idle"})', legend }],
    }),
    timeSeries({
      title: 'Pressure',
      description: 'Conditions under which a node takes no more pods, or evicts some: 1 while it holds.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [{ expr: 'sum by (condition) (kube_node_status_condition{condition!="Ready", status="true"})', legend: '{{condition}}' }],
    }),
  ];
}

function monitoring() {
  return [
    timeSeries({
      title: 'Series',
      description: 'Series that each Prometheus holds in memory: what it needs memory for.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [{ expr: 'prometheus_tsdb_head_series', legend: '{{pod}}{{instance}}' }],
    }),
    timeSeries({
      title: 'Samples',
      description: 'Samples that each Prometheus takes in per second.',
      unit: 'cps',
      width: 8,
      min: 0,
      queries: [{ expr: 'rate(prometheus_tsdb_head_samples_appended_total[$__rate_interval])', legend: '{{pod}}{{instance}}' }],
    }),
    timeSeries({
      title: 'Scrapes of agents',
      description: 'Time that the scrape of an agent\'s pod takes: the longest, and the mean.',
      unit: 's',
      width: 8,
      min: 0,
      queries: [
        { expr: `max(scrape_duration_seconds{${CHOSEN}, agent!=""})`, legend: 'longest' },
        { expr: `avg(scrape_duration_seconds{${CHOSEN}, agent!=""})`, legend: 'mean' },
      ],
    }),
    timeSeries({
      title: 'Targets down',
      description: 'Targets that can\'t be scraped, by job. Zero when all can.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [{ expr: 'count by (job) (up == 0) or 0 * count(up)', legend: '{{job}}' }],
    }),
    timeSeries({
      title: 'Evaluation of rules',
      description: 'Time that the rule groups together take per evaluation, and evaluations that failed.',
      unit: 's',
      width: 8,
      min: 0,
      queries: [{ expr: 'sum(prometheus_rule_group_last_duration_seconds)', legend: 'all groups' }],
    }),
    timeSeries({
      title: 'Storage',
      description: 'Bytes of blocks that each Prometheus keeps.',
      unit: 'bytes',
      width: 8,
      min: 0,
      queries: [{ expr: 'prometheus_tsdb_storage_blocks_bytes', legend: '{{pod}}{{instance}}' }],
    }),
  ];
}
