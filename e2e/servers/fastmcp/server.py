"""A server on FastMCP, as a user of Python writes it, over Streamable HTTP with sessions in the memory of the process.

It listens on $PORT, 3000 by default, on all interfaces, and knows nothing of Kubernetes: it has no health check.
"""

import asyncio
import os
import time

from fastmcp import Context, FastMCP
from fastmcp.exceptions import ToolError

PROGRESS_SECONDS = 0.1

mcp = FastMCP("fastmcp", version="1.0.0")


@mcp.tool
def echo(text: str) -> str:
    """Returns the text that it is given"""
    return text


@mcp.tool
def add(a: float, b: float) -> dict[str, float]:
    """Adds two numbers"""
    return {"sum": a + b}


@mcp.tool
async def sleep(ms: int, context: Context) -> str:
    """Answers after a time, and tells its progress meanwhile to who asked for it"""
    start = time.monotonic()
    while (passed := (time.monotonic() - start) * 1000) < ms:
        await context.report_progress(passed, ms)
        await asyncio.sleep(min(PROGRESS_SECONDS, (ms - passed) / 1000))
    await context.report_progress(ms, ms)
    return f"slept {ms} ms"


@mcp.tool
def fail(message: str = "as asked") -> str:
    """Fails as a tool does: with a result that says so, not with an error of the protocol"""
    raise ToolError(message)


if __name__ == "__main__":
    mcp.run(transport="http", host="0.0.0.0", port=int(os.environ.get("PORT", "3000")), show_banner=False)
