import { performance } from 'node:perf_hooks';
import { Gauge, Registry } from 'prom-client';

/**
 * What the process itself uses, read when it is asked for. prom-client's own default metrics keep timers and observers
 * running all the time, which costs a server more than all of its calls' metrics.
 */
export function registerProcess(registry: Registry): void {
  let last = performance.eventLoopUtilization();
  gauge(registry, 'process_cpu_seconds_total', 'CPU time of the process, in seconds.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  gauge(registry, 'process_resident_memory_bytes', 'Resident memory of the process.', () => process.memoryUsage.rss());
  gauge(registry, 'process_start_time_seconds', 'When the process started, in seconds since 1970.', () => (Date.now() / 1000) - process.uptime());
  gauge(registry, 'nodejs_heap_size_used_bytes', 'Heap that is in use.', () => process.memoryUsage().heapUsed);
  gauge(registry, 'nodejs_eventloop_utilization', 'Share of the time since the last scrape in which the event loop was busy, 0 to 1.', () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  });
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  registry.registerMetric(new Gauge({
    name,
    help,
    registers: [],
    collect() {
      this.set(read());
    },
  }));
}
