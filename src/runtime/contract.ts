// Generated from contract/contract.yaml by `npm run contract`; not to be edited.

/** The ports of a pod that the runtime serves. */
export const PORTS = {
  /** Where the runtime serves MCP, and the proxy stands before a server. */
  MCP: 8000,
  /** Metrics alone, for Prometheus; the port that OpenTelemetry's exporters use. */
  METRICS: 9464,
  /** Health and drain, for the kubelet alone. */
  MANAGEMENT: 9465,
  /** Requests for sessions that another pod of the workload owns, for those pods alone. */
  PEERS: 9466,
} as const;

/** The paths on those ports. */
export const PATHS = {
  /** The MCP endpoint. */
  MCP: '/mcp',
  /** The metrics, in the Prometheus text format. */
  METRICS: '/metrics',
  /** Whether the process lives; never depends on what is behind it. */
  LIVEZ: '/livez',
  /** Whether the server behind it speaks MCP. */
  READYZ: '/readyz',
  /** Starts to drain and answers when the work is done. */
  DRAIN: '/drain',
  /** Answers when a drain that has begun is over, or after 2 s where none has. */
  DRAINED: '/drained',
} as const;

/** The variables that the runtime reads. */
export const VARIABLES = {
  /** The port of the MCP endpoint (default: 8000). */
  MCP_PORT: 'MCP_PORT',
  /** The path of the MCP endpoint (default: /mcp). */
  MCP_PATH: 'MCP_PATH',
  /** The address that the MCP endpoint listens on (default: all addresses). */
  MCP_HOST: 'MCP_HOST',
  /** The port of the metrics; 0 for none (default: 9464). */
  MCP_METRICS_PORT: 'MCP_METRICS_PORT',
  /** A file with the bearer token that the metrics ask for (default: none is asked for). */
  MCP_METRICS_TOKEN_FILE: 'MCP_METRICS_TOKEN_FILE',
  /** A folder with tls.crt and tls.key of the metrics port, and ca.crt, which signed the clients it admits (default: plain HTTP). */
  MCP_METRICS_TLS_DIR: 'MCP_METRICS_TLS_DIR',
  /** The port of health and drain; 0 for none (default: 9465). */
  MCP_MANAGEMENT_PORT: 'MCP_MANAGEMENT_PORT',
  /** The port for requests of other pods of the workload; 0 for none (default: 9466). */
  MCP_PEERS_PORT: 'MCP_PEERS_PORT',
  /** The headless Service that lists the workload's pods, or addresses separated by commas (default: none: there is one replica). */
  MCP_PEERS_SERVICE: 'MCP_PEERS_SERVICE',
  /** This pod's address, as the headless Service lists it (default: none: there is one replica). */
  MCP_POD_IP: 'MCP_POD_IP',
  /** The agent's name in metrics, logs and spans (default: the server's own name). */
  MCP_SERVER_NAME: 'MCP_SERVER_NAME',
  /** The host names that clients may use, separated by commas; each with any port (default: any). */
  MCP_ALLOWED_HOSTS: 'MCP_ALLOWED_HOSTS',
  /** The origins that browsers may call from, separated by commas (default: the allowed hosts). */
  MCP_ALLOWED_ORIGINS: 'MCP_ALLOWED_ORIGINS',
  /** Stateful or stateless: whether the legacy era has sessions (default: stateful). */
  MCP_SESSIONS: 'MCP_SESSIONS',
  /** How many sessions one process holds; 0 for no limit (default: 10000). */
  MCP_MAX_SESSIONS: 'MCP_MAX_SESSIONS',
  /** After how long a session that nobody uses is closed (default: 1800). */
  MCP_SESSION_IDLE_SECONDS: 'MCP_SESSION_IDLE_SECONDS',
  /** How long a draining process goes on serving, so that endpoints are withdrawn everywhere (default: 5). */
  MCP_DRAIN_QUIET_SECONDS: 'MCP_DRAIN_QUIET_SECONDS',
  /** After how long a draining process ends whatever is still there (default: 60). */
  MCP_DRAIN_LIMIT_SECONDS: 'MCP_DRAIN_LIMIT_SECONDS',
  /** The largest request body (default: 4194304). */
  MCP_MAX_BODY_BYTES: 'MCP_MAX_BODY_BYTES',
  /** Debug, info, warning or error (default: info). */
  MCP_LOG_LEVEL: 'MCP_LOG_LEVEL',
  /** None, calls, or arguments: what the log tells of each tool call (default: none). */
  MCP_AUDIT: 'MCP_AUDIT',
  /** The issuer of the tokens that clients must present (default: none are asked for). */
  MCP_OAUTH_ISSUER: 'MCP_OAUTH_ISSUER',
  /** The audience that tokens must name (default: MCP_OAUTH_RESOURCE; one of the two is needed). */
  MCP_OAUTH_AUDIENCE: 'MCP_OAUTH_AUDIENCE',
  /** The MCP endpoint's URL as clients know it (default: taken from each request, for metadata alone). */
  MCP_OAUTH_RESOURCE: 'MCP_OAUTH_RESOURCE',
  /** The scopes that tokens must have, separated by spaces (default: none). */
  MCP_OAUTH_SCOPES: 'MCP_OAUTH_SCOPES',
  /** How many processes of a stdio server run for clients, spares among them (default: 32, or what the memory limit has room for). */
  MCP_BRIDGE_MAX_CHILDREN: 'MCP_BRIDGE_MAX_CHILDREN',
  /** How many processes of a stdio server wait, started already, for the next session (default: 1). */
  MCP_BRIDGE_SPARES: 'MCP_BRIDGE_SPARES',
  /** How long a stdio server has to answer initialize (default: 30). */
  MCP_BRIDGE_START_SECONDS: 'MCP_BRIDGE_START_SECONDS',
  /** True or false: whether the issuer's URL may be plain http; the SDK's own name for it (default: false). */
  MCP_DANGEROUSLY_ALLOW_INSECURE_ISSUER_URL: 'MCP_DANGEROUSLY_ALLOW_INSECURE_ISSUER_URL',
  /** The Redis in which sessions outlive their pod (default: sessions live in their process). */
  REDIS_URL: 'REDIS_URL',
} as const;

/** The metrics that the runtime gives. */
export const METRICS = {
  operationDuration: { name: 'mcp_server_operation_duration_seconds', type: 'histogram', help: 'Time from a request to its response, as the server sees it.', labels: ['mcp_method_name', 'gen_ai_tool_name', 'gen_ai_prompt_name', 'error_type', 'rpc_response_status_code', 'mcp_protocol_version', 'network_transport'] },
  sessionDuration: { name: 'mcp_server_session_duration_seconds', type: 'histogram', help: 'Time from a session\'s initialize to its end; the legacy era alone has sessions.', labels: ['mcp_protocol_version', 'error_type', 'network_transport'] },
  clientOperationDuration: { name: 'mcp_client_operation_duration_seconds', type: 'histogram', help: 'Time from a request that the server makes of its client, such as sampling, to the response.', labels: ['mcp_method_name', 'error_type', 'rpc_response_status_code', 'mcp_protocol_version', 'network_transport'] },
  operationsInFlight: { name: 'mcp_server_operations_in_flight', type: 'gauge', help: 'Requests that have no response yet.', labels: ['mcp_method_name'] },
  sessionsActive: { name: 'mcp_server_sessions_active', type: 'gauge', help: 'Sessions that are open in this process.', labels: [] },
  sessionsLimit: { name: 'mcp_server_sessions_limit', type: 'gauge', help: 'How many sessions this process holds at most; absent where there is no limit.', labels: [] },
  sessions: { name: 'mcp_server_sessions_total', type: 'counter', help: 'Sessions that were opened, by the client\'s name for itself (the first 50, then _OTHER).', labels: ['client_name'] },
  streamsActive: { name: 'mcp_server_streams_active', type: 'gauge', help: 'SSE responses that are open: a legacy client\'s GET, a modern client\'s subscriptions/listen, and answers that stream.', labels: [] },
  messages: { name: 'mcp_server_messages_total', type: 'counter', help: 'JSON-RPC messages by kind (request, notification, response, error) and direction (in, out).', labels: ['kind', 'direction'] },
  httpResponses: { name: 'mcp_server_http_responses_total', type: 'counter', help: 'HTTP responses of the MCP port, refusals before any message existed among them.', labels: ['code'] },
  receivedBytes: { name: 'mcp_server_received_bytes_total', type: 'counter', help: 'Bytes read from clients\' connections, headers among them.', labels: [] },
  sentBytes: { name: 'mcp_server_sent_bytes_total', type: 'counter', help: 'Bytes written to clients\' connections, headers among them.', labels: [] },
  errors: { name: 'mcp_server_errors_total', type: 'counter', help: 'Errors of the transport that no response tells of.', labels: ['error_type'] },
  draining: { name: 'mcp_server_draining', type: 'gauge', help: '1 while the process finishes its work to leave.', labels: [] },
  ready: { name: 'mcp_server_ready', type: 'gauge', help: '1 while the server behind the MCP port speaks the protocol and nothing drains.', labels: [] },
  instrumented: { name: 'mcp_server_instrumented', type: 'gauge', help: '1 when the server\'s messages are seen, 0 when they are not and silence must not be read as health.', labels: [] },
  info: { name: 'mcp_server_info', type: 'gauge', help: 'What runs; the value is 1.', labels: ['name', 'version', 'sdk', 'transport', 'mode', 'runtime_version'] },
  forwarded: { name: 'mcp_server_forwarded_requests_total', type: 'counter', help: 'Requests for sessions of another pod: forwarded to it, revived here, lost (404), or unreachable (503).', labels: ['outcome'] },
  sessionsEnded: { name: 'mcp_server_sessions_ended_total', type: 'counter', help: 'Sessions that ended, by reason: client, idle, drain, handover, crash, error.', labels: ['reason'] },
  children: { name: 'mcp_bridge_children', type: 'gauge', help: 'Processes of the stdio server, by state: spare, busy, idle (kept for requests without a session), probe.', labels: ['state'] },
  childrenEnded: { name: 'mcp_bridge_children_ended_total', type: 'counter', help: 'Processes of the stdio server that ended, by reason: session, idle, crash, killed, drain.', labels: ['reason'] },
  childrenLimit: { name: 'mcp_bridge_children_limit', type: 'gauge', help: 'How many processes of the stdio server may run for clients.', labels: [] },
  childrenResident: { name: 'mcp_bridge_children_resident_memory_bytes', type: 'gauge', help: 'Resident memory of the stdio server\'s processes and of what they started, shared pages counted in each.', labels: [] },
  childrenCpu: { name: 'mcp_bridge_children_cpu_seconds_total', type: 'counter', help: 'CPU time of the stdio server\'s processes, those that have ended among them.', labels: [] },
} as const;

/** The metrics that `mcp-agent probe` gives, with the namespace and the name of the agent that it probes. */
export const PROBE_METRICS = {
  probeSuccess: { name: 'mcp_probe_success', type: 'gauge', help: '1 when the last probe of the agent succeeded, 0 when it failed; absent until the first is over.', labels: ['namespace', 'agent'] },
  probeDuration: { name: 'mcp_probe_duration_seconds', type: 'histogram', help: 'Time from a successful probe\'s connect to its last answer, as a client sees it; the session\'s end is not counted.', labels: ['namespace', 'agent'] },
  probePhaseDuration: { name: 'mcp_probe_phase_duration_seconds', type: 'gauge', help: 'Time that each phase of the last probe took, those of a failed probe up to the phase in which it failed: connect, handshake, ping, list, end.', labels: ['namespace', 'agent', 'phase'] },
  probeLastSuccess: { name: 'mcp_probe_last_success_timestamp_seconds', type: 'gauge', help: 'When the last successful probe was over, in seconds since 1970; absent until there is one.', labels: ['namespace', 'agent'] },
  probes: { name: 'mcp_probes_total', type: 'counter', help: 'Probes that are over.', labels: ['namespace', 'agent'] },
  probeFailures: { name: 'mcp_probe_failures_total', type: 'counter', help: 'Probes that failed, by reason: name_resolution, connection, tls, timeout, unauthorized, unguarded, http_status, not_mcp, protocol_version, rpc_error, credentials, _OTHER.', labels: ['namespace', 'agent', 'reason'] },
  probeFailure: { name: 'mcp_probe_failure', type: 'gauge', help: '1 with the reason for which the last probe failed; absent while it succeeds. It is for joins and annotations.', labels: ['namespace', 'agent', 'reason'] },
  probeTargetInfo: { name: 'mcp_probe_target_info', type: 'gauge', help: 'What the agent said of itself in the last successful probe; the value is 1.', labels: ['namespace', 'agent', 'name', 'version', 'mcp_protocol_version'] },
  probeTargets: { name: 'mcp_probe_targets', type: 'gauge', help: 'Agents that are probed.', labels: [] },
  probesSkipped: { name: 'mcp_probes_skipped_total', type: 'counter', help: 'Probes that were left out since the one before of the same agent still waited for its turn or ran.', labels: ['namespace', 'agent'] },
  probeConfigReloadSuccessful: { name: 'mcp_probe_config_last_reload_successful', type: 'gauge', help: '1 when the configuration file was taken when it last changed, 0 when it was refused and the one before is still obeyed.', labels: [] },
  probeConfigReloadTime: { name: 'mcp_probe_config_last_reload_success_timestamp_seconds', type: 'gauge', help: 'When the configuration file was last taken, in seconds since 1970.', labels: [] },
} as const;
