"""What house tests stand on besides the service: a database of their own to look at."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from catalog import Catalog

import template
from koncern.db import embedded, migrate


@pytest.fixture(scope="session")
def catalog(data: Path) -> Iterator[Catalog]:
    """A migrated database without rows, beside the one that the tests share."""
    # The service of another process may be about to make the same cluster.
    template.furnish(data)
    name = f"house_{uuid4().hex}"
    with embedded(data) as url:
        asyncio.run(_say(url, f"CREATE DATABASE {name}"))
        own = url.replace("/postgres?", f"/{name}?")
        asyncio.run(migrate(own))
        looking = Catalog(own)
        yield looking
        looking.close()
        asyncio.run(_say(url, f"DROP DATABASE {name} WITH (FORCE)"))


async def _say(url: str, *words: Any) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(*words)
    finally:
        await connection.close()
