"""When a shared statement comes to nothing, whoever shared it is told, and nobody later."""

import asyncio

import pytest
from echoes import echo, under_way

from koncern.db import Database, DatabaseBusy, DatabaseDown, connections


def test_trouble_comes_to_all_who_shared_it_and_to_nobody_later(with_database):
    async def act(database: Database) -> None:
        answers = await asyncio.gather(
            *[echo(database, "stuck", seconds=2) for _ in range(5)],
            return_exceptions=True,
        )

        assert [type(answer) for answer in answers] == [DatabaseBusy] * 5
        assert await echo(database, "later")

    with_database(act)


def test_nobody_waits_for_ever(with_database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("koncern.limits.CONNECTION_WAIT_SECONDS", 0.2)

    async def act(database: Database) -> None:
        slow = await under_way(database, 0.7)
        waiting = []
        for fact in "abc":
            waiting.append(asyncio.create_task(echo(database, fact)))
            await asyncio.sleep(0.05)
        answers = await asyncio.gather(*waiting, return_exceptions=True)

        assert [type(answer) for answer in answers] == [DatabaseBusy] * 3
        assert not any(task.done() for task in slow)
        await asyncio.gather(*slow)
        assert await echo(database, "later")

    with_database(act)


def test_a_database_that_is_gone_is_told_to_all(
    with_database, monkeypatch: pytest.MonkeyPatch
):
    async def act(database: Database) -> None:
        async def refused(*_: object, **__: object) -> None:
            raise ConnectionRefusedError

        with monkeypatch.context() as gone:
            gone.setattr(connections.asyncpg, "connect", refused)
            answers = await asyncio.gather(
                *[echo(database, "lost") for _ in range(5)], return_exceptions=True
            )
        assert [type(answer) for answer in answers] == [DatabaseDown] * 5
        assert await echo(database, "later")

    with_database(act)
