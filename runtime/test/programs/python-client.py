"""The client of the Python SDK: python-client.py URL MODE, where the mode is "legacy" or "auto".

It makes four good calls, two that fail as a tool does, one of a tool that there is not, and one that it cancels, and
prints what it saw as JSON.
"""

import asyncio
import json
import sys

import anyio
from mcp.client import Client
from mcp.shared.exceptions import MCPError


async def main(url: str, mode: str) -> None:
    async with Client(url, mode=mode) as client:
        added = [(await client.call_tool("add", {"a": n, "b": 1})).is_error for n in range(4)]
        failed = [(await client.call_tool("fail", {})).is_error for _ in range(2)]
        try:
            unknown = (await client.call_tool("nowhere", {})).is_error
        except MCPError as error:
            unknown = error.code
        with anyio.move_on_after(0.5) as scope:
            await client.call_tool("sleep", {"ms": 20_000})
        print(json.dumps({
            "version": client.session.protocol_version,
            "added": added,
            "failed": failed,
            "unknown": unknown,
            "cancelled": scope.cancelled_caught,
        }))


asyncio.run(main(*sys.argv[1:3]))
