"""Bringing a database to this release's schema."""

import asyncio
from importlib import import_module
from typing import Any

import asyncpg
import pytest

from koncern.db import (
    MigrationBlocked,
    MigrationChanged,
    SchemaNewer,
    migrate,
    migrations,
)

EVERYTHING = [*(step.name for step in migrations()), "functions.sql", "triggers.sql"]


def ask(url: str, sql: str) -> Any:
    """Carry a statement out; return the first value that comes back, if one does."""

    async def run() -> Any:
        connection = await asyncpg.connect(url)
        value = await connection.fetchval(sql)
        await connection.close()
        return value

    return asyncio.run(run())


def test_it_takes_every_step_once(empty: str):
    assert asyncio.run(migrate(empty)) == EVERYTHING
    assert asyncio.run(migrate(empty)) == []


def test_of_several_at_once_one_migrates(empty: str):
    async def all_at_once() -> list[list[str]]:
        return await asyncio.gather(*(migrate(empty) for _ in range(5)))

    taken = asyncio.run(all_at_once())

    assert sorted(map(len, taken)) == [0, 0, 0, 0, len(EVERYTHING)]


def test_it_refuses_a_database_that_a_newer_release_has_changed(empty: str):
    asyncio.run(migrate(empty))
    ask(empty, "INSERT INTO migration VALUES (9999, '9999_later', 'x')")

    with pytest.raises(SchemaNewer, match="9999_later"):
        asyncio.run(migrate(empty))


def test_it_refuses_a_step_that_was_changed_afterwards(empty: str):
    asyncio.run(migrate(empty))
    ask(empty, "UPDATE migration SET checksum = 'x' WHERE number = 1")

    with pytest.raises(MigrationChanged, match="0001_baseline"):
        asyncio.run(migrate(empty))


def test_it_does_not_wait_long_for_a_table_that_is_held(
    empty: str, monkeypatch: pytest.MonkeyPatch
):
    asyncio.run(migrate(empty))
    module = import_module("koncern.db.migrations")
    monkeypatch.setattr(module, "HELD_SECONDS_MAX", 1)

    async def migrate_beside() -> None:
        rival = await asyncpg.connect(empty)
        async with rival.transaction():
            await rival.execute("LOCK TABLE migration")
            with pytest.raises(MigrationBlocked):
                await migrate(empty)
        await rival.close()

    asyncio.run(migrate_beside())
    assert asyncio.run(migrate(empty)) == []


def test_a_large_table_that_was_written_anew_is_vacuumed(empty: str):
    ask(
        empty,
        "CREATE TABLE large AS SELECT repeat('x', 999) FROM generate_series(1, 9000)",
    )
    ask(empty, "ANALYZE large")
    visible = "SELECT relallvisible FROM pg_class WHERE relname = 'large'"

    assert ask(empty, visible) == 0
    asyncio.run(migrate(empty))
    assert ask(empty, visible) >= 1000
