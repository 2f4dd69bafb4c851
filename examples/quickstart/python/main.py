#!/usr/bin/env python
import os

from cdk8s import ApiObjectMetadata, App, Chart
from cdk8s_mcp import HealthCheck, McpAgentDeployment, McpServer, MetricsEndpoint, Scaling, ScalingMetric, Sessions, TargetCluster
from cdk8s_plus_28 import Namespace

app = App()
chart = Chart(app, "quickstart")
namespace = Namespace(
    chart,
    "namespace",
    metadata=ApiObjectMetadata(name="mcp-quickstart", labels={"pod-security.kubernetes.io/enforce": "restricted"}),
).name

# IMAGE_REGISTRY=registry.acme.io/mcp takes every image from there.
cluster = TargetCluster.of(image_registry=os.environ.get("IMAGE_REGISTRY"))

# The reference server of the MCP project. Its sessions live in one process, so it stays at one replica.
McpAgentDeployment(
    chart,
    "everything",
    namespace=namespace,
    cluster=cluster,
    server=McpServer.http("localhost/quickstart/everything:2026.8.31", port=3001),
)

# A stateless server on the official SDK: any replica serves any request, so it scales.
McpAgentDeployment(
    chart,
    "weather",
    namespace=namespace,
    cluster=cluster,
    server=McpServer.http(
        "localhost/quickstart/weather:1.0.0",
        port=3000,
        health=HealthCheck.http("/livez", port=8080, readiness_path="/readyz"),
        metrics=MetricsEndpoint(port=8080),
    ),
    sessions=Sessions.stateless(),
    scaling=Scaling.between(2, 6).on(ScalingMetric.cpu(70)),
)

# A server that speaks over its standard input and output, as it is: the runtime serves it, with a process for each session.
McpAgentDeployment(
    chart,
    "thinking",
    namespace=namespace,
    cluster=cluster,
    server=McpServer.stdio("localhost/quickstart/thinking:2026.8.31", ["mcp-server-sequential-thinking"]),
)

# A server written for the runtime: its sessions are served by whichever replica a request reaches.
McpAgentDeployment(
    chart,
    "notes",
    namespace=namespace,
    cluster=cluster,
    server=McpServer.runtime("localhost/serve/notes:1.0.0"),
    scaling=Scaling.between(2, 6).on(ScalingMetric.cpu(70)),
)

app.synth()
