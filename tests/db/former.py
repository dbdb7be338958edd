"""A database as it was before the baseline: what steps 0001 to 0046 made."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg

DUMP = Path(__file__).with_name("former.sql")


async def make_former(url: str) -> None:
    """Fill an empty database from the dump."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(DUMP.read_text(encoding="utf-8"))
    finally:
        await connection.close()


def ask(url: str, sql: str) -> list[dict[str, Any]]:
    """Carry statements out; return the rows of the last one."""

    async def run() -> list[dict[str, Any]]:
        connection = await asyncpg.connect(url)
        try:
            return [dict(row) for row in await connection.fetch(sql)]
        finally:
            await connection.close()

    return asyncio.run(run())
