import { DashboardContext, dashboardJson } from './dashboard';
import { agentLink } from './links';
import { ERROR_STEPS } from './overview';
import { bars, stat, table, timeSeries } from './panel';
import { recorded } from './queries';
import { DashboardJson } from './schema';
import { AGENTS_CHOSEN, NAMESPACE } from './variables';
import { RecordedName } from '../rules/recorded';

const HOUR = 3600;

/** Seconds in the 5 minutes that a coarse series counts. */
const SECONDS = 300;

/** Counts of an hour, or of the last day at each hour; and of 5 minutes, which are all that there is in the first hour. */
interface Counts {
  readonly hourly: string;
  readonly coarse: string;
}

const counts = (hourly: RecordedName, coarse: RecordedName): Counts => ({ hourly: recorded(hourly), coarse: recorded(coarse) });

const CALLS = counts('agentOperationsHourly', 'agentOperationsLong');
const FAILURES = counts('agentOperationErrorsHourly', 'agentOperationErrorsLong');
const BY_METHOD = counts('methodOperationsHourly', 'methodOperationsLong');
const BY_TOOL = counts('toolCallsDay', 'toolCallsLong');
const BY_CLIENT = counts('clientSessionsDay', 'clientSessionsLong');

/** Counts over the whole range are sums: each sample is read once, and none counts twice. */
function count({ hourly, coarse }: Counts): string {
  return `(sum_over_time(${hourly}[$__range]) or sum_over_time(${coarse}[1h]))`;
}

/** Those of the last day. */
function lastDay({ hourly, coarse }: Counts): string {
  return `(last_over_time(${hourly}[1h]) or sum_over_time(${coarse}[1h]))`;
}

/** Per second, over each step of a panel that is an hour or more. */
function perSecond({ hourly }: Counts): string {
  return `avg_over_time(${hourly}[$__interval]) / ${HOUR}`;
}

/** The same of all, at another time. */
function earlier({ hourly }: Counts, offset: string): string {
  return `sum(avg_over_time(${hourly}[$__interval] offset ${offset})) / ${HOUR}`;
}

/** Per second, over steps of minutes: of a day alone, or there would be too many samples. */
function fine({ coarse }: Counts, offset = ''): string {
  return `sum(avg_over_time(${coarse}[$__interval]${offset && ` offset ${offset}`})) / ${SECONDS}`;
}

/** Who uses which agents and tools, when, and how that grows. */
export function business(context: DashboardContext): DashboardJson {
  return dashboardJson({
    name: 'business',
    description: 'Who uses which agents and tools, when, and how that grows. Every number comes from series that are recorded every hour, those of the last 24 hours every 5 minutes.',
    from: 'now-7d',
    refresh: '',
    variables: [NAMESPACE, AGENTS_CHOSEN],
    rows: [
      { title: 'In this range', panels: totals() },
      { title: 'Agents, tools, callers', panels: usage(context) },
      { title: 'Over the day and the week', panels: patterns() },
      { title: 'Growth', panels: growth() },
    ],
  }, context);
}

function totals() {
  return [
    stat({
      title: 'Operations',
      description: 'MCP requests answered in this range.',
      unit: 'short',
      width: 4,
      queries: [{ expr: `sum(${count(CALLS)})`, instant: true }],
    }),
    stat({
      title: 'Failed',
      description: 'Share of them that agents failed.',
      unit: 'percentunit',
      width: 4,
      decimals: 2,
      steps: ERROR_STEPS,
      queries: [{ expr: `sum(${count(FAILURES)}) / (sum(${count(CALLS)}) > 0) or vector(0)`, instant: true }],
    }),
    stat({
      title: 'Sessions, last day',
      description: 'Sessions opened on the last day of this range; the modern era of the protocol has none. A metric of the runtime.',
      unit: 'short',
      width: 4,
      queries: [{ expr: `sum(${lastDay(BY_CLIENT)})`, instant: true }],
    }),
    stat({
      title: 'Agents in use',
      description: 'Agents that were asked something in this range.',
      unit: 'short',
      width: 4,
      queries: [{ expr: `count(${count(CALLS)} > 0)`, instant: true }],
    }),
    stat({
      title: 'Tools in use',
      description: 'Tools that were called on the last day of this range.',
      unit: 'short',
      width: 4,
      queries: [{ expr: `count(${lastDay(BY_TOOL)} > 0)`, instant: true }],
    }),
    stat({
      title: 'Callers',
      description: 'Names that clients gave themselves when they opened sessions on the last day of this range. A metric of the runtime.',
      unit: 'short',
      width: 4,
      queries: [{ expr: `count(sum by (client_name) (${lastDay(BY_CLIENT)}) > 0)`, instant: true }],
    }),
  ];
}

function usage({ delivered }: DashboardContext) {
  return [
    table({
      title: 'Agents',
      description: 'What each agent was asked in this range, and the share that failed. A click on its name opens it.',
      unit: 'short',
      width: 8,
      height: 8,
      sortBy: 'Operations',
      queries: [
        { expr: `sum by (namespace, agent) (${count(CALLS)})` },
        { expr: `sum by (namespace, agent) (${count(FAILURES)}) / (sum by (namespace, agent) (${count(CALLS)}) > 0)` },
      ],
      labels: { namespace: { title: 'Namespace' }, agent: { title: 'Agent', links: agentLink(delivered) } },
      values: [{ title: 'Operations', decimals: 0 }, { title: 'Failed', unit: 'percentunit', decimals: 2, steps: ERROR_STEPS }],
    }),
    bars({
      title: 'Tools, last day',
      description: 'Calls of the ten tools that were called most on the last day of this range.',
      unit: 'short',
      width: 8,
      decimals: 0,
      queries: [{
        expr: `sort_desc(topk(10, sum by (agent, gen_ai_tool_name) (${lastDay(BY_TOOL)})))`, legend: '{{agent}} {{gen_ai_tool_name}}', instant: true,
      }],
    }),
    bars({
      title: 'Callers, last day',
      description: 'Sessions opened on the last day of this range, by the client\'s name for itself, of the ten with most. A metric of the runtime.',
      unit: 'short',
      width: 8,
      decimals: 0,
      queries: [{
        expr: `sort_desc(topk(10, sum by (client_name) (${lastDay(BY_CLIENT)})))`, legend: '{{client_name}}', instant: true,
      }],
    }),
    timeSeries({
      title: 'Operations by agent',
      description: 'MCP requests answered per second, of the ten agents that were asked most in this range.',
      unit: 'reqps',
      width: 12,
      min: 0,
      queries: [{
        expr: `${perSecond(CALLS)} and on (namespace, agent) topk(10, sum_over_time(${CALLS.hourly}[$__range] @ end()))`,
        legend: '{{namespace}}/{{agent}}',
        interval: '2h',
      }],
    }),
    timeSeries({
      title: 'Operations by method',
      description: 'MCP requests answered per second, by method.',
      unit: 'reqps',
      width: 12,
      min: 0,
      stacked: true,
      queries: [{
        expr: `sum by (mcp_method_name) (${perSecond(BY_METHOD)})`,
        legend: '{{mcp_method_name}}',
        interval: '2h',
      }],
    }),
  ];
}

function patterns() {
  const week = [1, 2, 3, 4, 5, 6, 7].map((day) => earlier(CALLS, `${day}d`)).join(' + ');
  return [
    timeSeries({
      title: 'Over the day',
      description: 'Operations per second in the last 24 hours, a day and a week before, and the mean of the last seven days at each hour.',
      unit: 'reqps',
      width: 12,
      min: 0,
      timeFrom: '24h',
      limits: ['usual'],
      queries: [
        { expr: fine(CALLS), legend: 'last 24 hours', interval: '15m' },
        { expr: fine(CALLS, '1d'), legend: 'a day before', interval: '15m' },
        { expr: fine(CALLS, '7d'), legend: 'a week before', interval: '15m' },
        { expr: `(${week}) / 7`, legend: 'usual', interval: '1h' },
      ],
    }),
    timeSeries({
      title: 'Over the week',
      description: 'Operations per second in the last seven days, and in the seven before.',
      unit: 'reqps',
      width: 12,
      min: 0,
      timeFrom: '7d',
      queries: [
        { expr: `sum(${perSecond(CALLS)})`, legend: 'last 7 days', interval: '1h' },
        { expr: earlier(CALLS, '7d'), legend: 'the 7 before', interval: '1h' },
      ],
    }),
  ];
}

function growth() {
  const grown = (range: string) => `sum(sum_over_time(${CALLS.hourly}[${range}])) / (sum(sum_over_time(${CALLS.hourly}[${range}] offset ${range})) > 0) - 1`;
  return [
    stat({
      title: 'Day over day',
      description: 'How much more was asked in the last 24 hours than in the 24 before.',
      unit: 'percentunit',
      width: 4,
      height: 8,
      decimals: 1,
      queries: [{ expr: grown('1d'), instant: true }],
    }),
    stat({
      title: 'Week over week',
      description: 'How much more was asked in the last 7 days than in the 7 before; nothing until Prometheus has kept eight days.',
      unit: 'percentunit',
      width: 4,
      height: 8,
      decimals: 1,
      queries: [{ expr: grown('7d'), instant: true }],
    }),
    timeSeries({
      title: 'Operations a day',
      description: 'MCP requests answered in the 24 hours before each point.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [{ expr: `sum(sum_over_time(${CALLS.hourly}[1d]))`, legend: 'operations', interval: '6h' }],
    }),
    timeSeries({
      title: 'Agents a day',
      description: 'Agents that were asked something in the 24 hours before each point.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [
        { expr: `count(sum_over_time(${CALLS.hourly}[1d]) > 0)`, legend: 'agents', interval: '1d' },
      ],
    }),
  ];
}
