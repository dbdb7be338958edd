"""A database as it was before the baseline: what steps 0001 to 0046 made."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import asyncpg

STEPS = Path(__file__).parent / "former"


async def make_former(url: str) -> None:
    """Run the steps in an empty database."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "CREATE TABLE migration (number integer PRIMARY KEY, name text NOT NULL,"
            " checksum text NOT NULL, run_at timestamptz NOT NULL DEFAULT now())"
        )
        for step in sorted(STEPS.iterdir()):
            text = step.read_text(encoding="utf-8")
            await connection.execute(text)
            await connection.execute(
                "INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3)",
                int(step.name[:4]),
                step.stem,
                hashlib.sha256(text.encode()).hexdigest(),
            )
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
