"""Handing out connections, and mending what breaks."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

import asyncpg
import pytest
from uuid_utils.compat import uuid7

from koncern import limits
from koncern.db import DatabaseBusy, DatabaseDown, connections
from koncern.db.connections import Connection, Connections
from patience import PATIENCE_SECONDS_MAX
from world import Operator


def with_connections(
    url: str, act: Callable[[Connections], Awaitable[None]], most: int = 2
) -> None:
    async def run() -> None:
        free = Connections(url, most=most, settings={})
        try:
            await act(free)
        finally:
            await free.close()

    asyncio.run(run())


def test_they_are_used_again(operator: Operator):
    async def act(free: Connections) -> None:
        first = await free.take()
        free.give(first)
        second = await free.take()
        free.give(second)

        assert first is second

    with_connections(operator.database.url, act)


def test_whoever_comes_when_all_are_taken_gets_the_next_that_is_free(
    operator: Operator,
):
    async def act(free: Connections) -> None:
        held = [await free.take(), await free.take()]
        waiting = asyncio.create_task(free.take())
        await asyncio.sleep(0.05)
        assert not waiting.done()
        free.give(held[0])

        assert await waiting is held[0]
        for connection in held:
            free.give(connection)

    with_connections(operator.database.url, act)


@pytest.fixture
def url_of_few(operator: Operator) -> Iterator[str]:
    """The database for a role to which the server gives two connections."""
    name = f"few_{uuid7().hex}"
    operator.query(f"CREATE ROLE {name} LOGIN CONNECTION LIMIT 2")
    yield operator.database.url.replace("//postgres@", f"//{name}@")
    operator.query(f"DROP ROLE {name}")


async def spare(free: Connections) -> Connection | None:
    """Take one, if the server has noticed that others have gone."""
    with suppress(DatabaseDown):
        return await free.take()
    return None


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the server was asked for a connection with, again and again."""
    made: list[str] = []
    connect = asyncpg.connect

    def counted(url: str, **options: Any) -> Any:
        made.append(url)
        return connect(url, **options)

    monkeypatch.setattr(connections.asyncpg, "connect", counted)
    return made


def test_what_the_server_has_to_spare_is_enough(url_of_few: str, attempts: list[str]):
    async def act(free: Connections) -> None:
        async def use() -> None:
            connection = await free.take()
            assert await connection.fetchval("SELECT 1 FROM pg_sleep(0.01)")
            free.give(connection)

        await asyncio.gather(*[use() for _ in range(20)])
        assert len(attempts) <= 8
        attempts.clear()
        await asyncio.gather(*[use() for _ in range(20)])

        assert attempts == [], "a server that is full is not asked at once again"

    with_connections(url_of_few, act, most=8)


def test_who_waits_opens_one_in_the_place_of_one_that_has_gone(url_of_few: str):
    async def act(free: Connections) -> None:
        first, second = await free.take(), await free.take()
        waiting = asyncio.create_task(free.take())
        while not free._full_until:  # noqa: ASYNC110 - nothing tells it
            await asyncio.sleep(0.01)
        free.discard(second)

        third = await waiting
        free.give(first)
        free.give(third)

    with_connections(url_of_few, act, most=8)


def test_nobody_waits_longer_because_others_go(
    url_of_few: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "CONNECTION_WAIT_SECONDS", 0.5)

    async def act(free: Connections) -> None:
        held = [await free.take(), await free.take()]
        start = asyncio.get_running_loop().time()
        waiting = [asyncio.create_task(free.take()) for _ in range(3)]
        await asyncio.sleep(0.3)
        for turn in [*free._waiting]:
            turn.set_result(None)  # as if there were room, and then there is none
        answers = await asyncio.gather(*waiting, return_exceptions=True)

        assert [type(answer) for answer in answers] == [DatabaseBusy] * 3
        assert asyncio.get_running_loop().time() - start < 0.75
        for connection in held:
            free.give(connection)

    with_connections(url_of_few, act, most=2)


def test_a_server_without_any_to_spare_is_told_and_asked_again(url_of_few: str):
    async def act(free: Connections) -> None:
        others = [await asyncpg.connect(url_of_few) for _ in range(2)]
        with pytest.raises(DatabaseDown):
            await free.take()
        for other in others:
            await other.close()

        async with asyncio.timeout(PATIENCE_SECONDS_MAX):
            while not (spared := await spare(free)):  # noqa: ASYNC110 - nothing tells it
                await asyncio.sleep(0.02)
        free.give(spared)

    with_connections(url_of_few, act)


def test_one_that_was_given_to_somebody_who_left_is_not_lost(operator: Operator):
    async def act(free: Connections) -> None:
        held = await free.take()
        waiting = asyncio.create_task(free.take())
        await asyncio.sleep(0.05)
        free.give(held)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

        assert await asyncio.wait_for(free.take(), PATIENCE_SECONDS_MAX) is held
        free.give(held)

    with_connections(operator.database.url, act, most=1)


def test_waiting_has_an_end(operator: Operator, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "CONNECTION_WAIT_SECONDS", 0.1)

    async def act(free: Connections) -> None:
        held = await free.take()
        with pytest.raises(DatabaseBusy):
            await free.take()
        free.give(held)

    with_connections(operator.database.url, act, most=1)


def test_one_that_broke_is_replaced(operator: Operator):
    async def act(free: Connections) -> None:
        broken = await free.take()
        free.give(broken)
        broken.terminate()
        await asyncio.sleep(0.05)
        fresh = await free.take()

        assert await fresh.fetchval("SELECT 1") == 1
        free.give(fresh)

    with_connections(operator.database.url, act, most=1)


def test_a_database_that_is_not_there_is_down_and_does_not_use_up_places():
    async def act(free: Connections) -> None:
        for _ in range(3):
            with pytest.raises(DatabaseDown):
                await free.take()

    with_connections("postgresql://nobody@127.0.0.1:1/none", act, most=1)
