"""Constant time: a response that must reveal nothing by how long it takes."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SECONDS = 0.1
"""More than what is done in such a block takes, on a machine that is not overloaded."""


@asynccontextmanager
async def in_constant_time() -> AsyncIterator[None]:
    """Let a block take as long as any other, whatever it finds and does."""
    start = time.monotonic()
    yield
    await asyncio.sleep(start + SECONDS - time.monotonic())
