"""A server on FastMCP, as a user of Python writes it: over Streamable HTTP, with sessions in the memory of the process."""

import statistics
from typing import Annotated

from fastmcp import FastMCP
from pydantic import Field

mcp = FastMCP("statistics", version="1.0.0")

Numbers = Annotated[list[float], Field(min_length=2)]


@mcp.tool
def describe(numbers: Numbers) -> dict[str, float]:
    """The mean, the median and the standard deviation of some numbers"""
    return {"mean": statistics.mean(numbers), "median": statistics.median(numbers), "deviation": statistics.stdev(numbers)}


@mcp.tool
def correlation(x: Numbers, y: Numbers) -> float:
    """Pearson's correlation of two rows of numbers"""
    return statistics.correlation(x, y)


if __name__ == "__main__":
    # On all interfaces, since the kubelet and the pod's proxy are not the process itself.
    mcp.run(transport="http", host="0.0.0.0", port=3000, show_banner=False)
