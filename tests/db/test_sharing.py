"""Look-ups that wait at the same time share a statement, and nothing else."""

import asyncio
import random
from typing import Any

import pytest
from echoes import APP, ECHO, OTHER_APP, Counted, echo, under_way
from uuid_utils.compat import uuid7

from koncern.db import Database, Query, batching
from koncern.db.batching import ASKERS_MAX, UNDER_WAY_MAX


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


def test_never_more_than_a_few_are_under_way(
    with_database, monkeypatch: pytest.MonkeyPatch
):
    """Statements come back and clients ask in every order, as they do when it is slow."""
    dice = random.Random(38)
    now, most = 0, 0

    async def answered_later(_: object, __: object, lists: list[Any]) -> list[Any]:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(dice.uniform(0.001, 0.005))
        now -= 1
        return [{"asker": n, "fact": fact} for n, fact in enumerate(lists[1], 1)]

    monkeypatch.setattr("koncern.db.batching.execute_alone", answered_later)

    async def ask(database: Database, client: int) -> None:
        for number in range(40):
            (row,) = await echo(database, f"{client} {number}")
            assert row["fact"] == f"{client} {number}"
            await asyncio.sleep(dice.choice([0, 0, 0.001]))

    async def act(database: Database) -> None:
        await asyncio.gather(*[ask(database, client) for client in range(24)])

        assert most == UNDER_WAY_MAX

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


def test_queues_of_apps_that_nobody_asks_are_dropped(with_database, monkeypatch):
    monkeypatch.setattr(batching, "QUEUES_MAX", 4)

    async def act(database: Database) -> None:
        asked = [echo(database, "a", app=uuid7()) for _ in range(9)]
        rows = await asyncio.gather(*asked)
        assert [[row["fact"] for row in each] for each in rows] == [["a"]] * 9

        for _ in range(9):
            await echo(database, "a", app=uuid7())
        assert len(database._sharing._queues) <= 4

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
