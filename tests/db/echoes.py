"""Echoes: a shared statement that gives back what it was asked for, after a while."""

import asyncio
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from koncern.db import Database, Query, Row
from koncern.db.batching import UNDER_WAY_MAX
from koncern.db.connections import Connection, Connections

APP, OTHER_APP = uuid7(), uuid7()

ECHO = Query(
    "echo",
    "what was asked, to whoever asked; nothing for nothing; :app, of which app",
    """SELECT a.asker, a.fact, $1::uuid AS app, pg_sleep(a.seconds)
         FROM unnest($2::text[], $3::float[]) WITH ORDINALITY AS a (fact, seconds, asker)
        WHERE a.fact <> ''""",
    ("app", "fact", "seconds"),
)


class Counted(Connections):
    """Connections that count how often one was taken: once for each statement."""

    taken = 0

    async def take(self) -> Connection:
        """Hand out a connection, and count it."""
        Counted.taken += 1
        return await super().take()


async def echo(
    database: Database, fact: str, *, app: UUID = APP, seconds: float = 0
) -> list[Row]:
    async with database.single(app) as tx:
        return [*await tx.shared(ECHO, fact=fact, seconds=seconds)]


async def under_way(database: Database, seconds: float) -> list[asyncio.Task[Any]]:
    """Begin as many statements as may be under way, one after the other."""
    begun = []
    for _ in range(UNDER_WAY_MAX):
        begun.append(asyncio.create_task(echo(database, "first", seconds=seconds)))
        await asyncio.sleep(0.02)
    assert Counted.taken == UNDER_WAY_MAX
    return begun
