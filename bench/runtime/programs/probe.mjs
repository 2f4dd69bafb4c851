// `mcp-agent probe` with its metrics on PORT, where the benchmark looks whether a process has started. The argument is its configuration.
import { runProbe } from '../../../runtime/lib/probe/run-probe.js';

await runProbe({ configFile: process.argv[2], metricsPort: Number(process.env.PORT) });
