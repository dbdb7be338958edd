"""Look-ups that wait at the same time share a statement, and nothing else."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from koncern.base import Settings
from koncern.db import Database, DatabaseBusy, DatabaseDown, Query, Row, connections
from koncern.db.connections import Connection, Connections
from koncern.db.sharing import ASKERS_MAX, UNDER_WAY_MAX
from world import Operator

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


@pytest.fixture
def with_database(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Database], Awaitable[None]]], None]:
    monkeypatch.setattr("koncern.db.database.Connections", Counted)
    monkeypatch.setattr(Counted, "taken", 0)

    def run(act: Callable[[Database], Awaitable[None]]) -> None:
        async def there_and_back() -> None:
            database = Database(
                operator.database.url, Settings(connections=4, statement_seconds_max=1)
            )
            try:
                await act(database)
            finally:
                await database.close()

        asyncio.run(there_and_back())

    return run


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


def test_everybody_gets_their_own_rows_of_few_statements(with_database):
    async def act(database: Database) -> None:
        asked = [str(number) for number in range(3 * ASKERS_MAX + 1)]
        answers = await asyncio.gather(*[echo(database, fact) for fact in asked])

        assert [[row["fact"] for row in rows] for rows in answers] == [
            [fact] for fact in asked
        ]
        assert Counted.taken == 3 + 1

    with_database(act)


def test_what_is_not_there_is_nothing_to_its_asker_alone(with_database):
    async def act(database: Database) -> None:
        answers = await asyncio.gather(
            *[echo(database, fact) for fact in ("a", "", "c")]
        )

        assert [len(rows) for rows in answers] == [1, 0, 1]

    with_database(act)


def test_apps_never_share(with_database):
    async def act(database: Database) -> None:
        (mine,), (theirs,) = await asyncio.gather(
            echo(database, "mine"), echo(database, "theirs", app=OTHER_APP)
        )

        assert (mine["app"], theirs["app"]) == (APP, OTHER_APP)
        assert Counted.taken == 2

    with_database(act)


def test_who_comes_alone_does_not_wait_for_others(with_database):
    async def act(database: Database) -> None:
        slow = asyncio.create_task(echo(database, "slow", seconds=0.8))
        await asyncio.sleep(0.1)
        await echo(database, "quick")

        assert not slow.done()
        await slow

    with_database(act)


def test_who_comes_while_some_are_under_way_is_gathered(with_database):
    async def act(database: Database) -> None:
        first = await under_way(database, 0.5)
        later = []
        for fact in range(10):
            later.append(asyncio.create_task(echo(database, str(fact))))
            await asyncio.sleep(0.01)
        await asyncio.gather(*first, *later)

        assert Counted.taken == UNDER_WAY_MAX + 1

    with_database(act)


def test_who_leaves_takes_nothing_from_the_others(with_database):
    async def act(database: Database) -> None:
        first = await under_way(database, 0.5)
        waiting = [asyncio.create_task(echo(database, fact)) for fact in "abc"]
        await asyncio.sleep(0.05)
        first[1].cancel()
        waiting[1].cancel()

        del first[1]
        for task in first:
            assert [row["fact"] for row in await task] == ["first"]
        assert [row["fact"] for row in await waiting[0]] == ["a"]
        assert [row["fact"] for row in await waiting[2]] == ["c"]
        with pytest.raises(asyncio.CancelledError):
            await waiting[1]
        assert await echo(database, "later")

    with_database(act)


def test_who_leaves_when_asked_for_together_takes_nothing_either(with_database):
    async def act(database: Database) -> None:
        together = [
            asyncio.create_task(echo(database, fact, seconds=0.2)) for fact in "ab"
        ]
        await asyncio.sleep(0.05)
        together[0].cancel()

        assert [row["fact"] for row in await together[1]] == ["b"]
        assert Counted.taken == 1

    with_database(act)


def test_who_leaves_before_anything_is_asked_is_not_asked_for(with_database):
    async def act(database: Database) -> None:
        gone = asyncio.create_task(echo(database, "gone"))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0.05)

        assert Counted.taken == 0
        assert await echo(database, "later")

    with_database(act)


def test_who_came_with_somebody_that_left_is_asked_for(with_database):
    async def act(database: Database) -> None:
        gone, *staying = [asyncio.create_task(echo(database, fact)) for fact in "abc"]
        await asyncio.sleep(0)
        gone.cancel()

        for fact, task in zip("bc", staying, strict=True):
            assert [row["fact"] for row in await task] == [fact]
        assert Counted.taken == 1

    with_database(act)


def test_nothing_is_kept_of_apps_that_nobody_asks(with_database):
    async def act(database: Database) -> None:
        await asyncio.gather(*[echo(database, "a", app=uuid7()) for _ in range(9)])
        await asyncio.gather(*[echo(database, "a", app=APP) for _ in range(9)])
        await asyncio.sleep(0)

        assert len(database._sharing._queues) == 0

    with_database(act)


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
    monkeypatch.setattr("koncern.db.sharing.WAIT_SECONDS_MAX", 0.2)

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


def test_a_single_shares_once(with_database):
    async def act(database: Database) -> None:
        async with database.single(APP) as tx:
            await tx.shared(ECHO, fact="one", seconds=0)
            with pytest.raises(AssertionError, match="second statement"):
                await tx.shared(ECHO, fact="two", seconds=0)

    with_database(act)


def test_a_transaction_sees_what_it_did_itself(with_database):
    of_the_transaction = Query(
        "own",
        "a setting that only this transaction has",
        """SELECT a.asker, current_setting(a.name, true) AS found
             FROM unnest($1::text[]) WITH ORDINALITY AS a (name, asker)""",
        ("name",),
    )
    setting = Query("set", "set it", "SELECT set_config('own.fact', 'mine', true)", ())

    async def act(database: Database) -> None:
        async with database.transaction(APP) as tx:
            await tx.run(setting)
            (row,) = await tx.shared(of_the_transaction, name="own.fact")

            assert row["found"] == "mine"

    with_database(act)
