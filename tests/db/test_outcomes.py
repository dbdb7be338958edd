"""What a lost reply means, and what can be found out behind it."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from koncern.base import Settings
from koncern.db import Database, DatabaseBusy, DatabaseDown, OutcomeUnknown, Query, Tx
from lossy import Loss, Lossy, lossy
from world import Operator

APP = uuid7()
TABLE = f"outcome_{os.getpid()}"
"""A table of this process's: others that test share the database."""

ADD = Query(
    "add",
    "a number in a table of the test's own, with a mark",
    f"INSERT INTO {TABLE} (mark) VALUES ($1::text) "
    "RETURNING pg_current_xact_id()::text AS number",
    ("mark",),
)
READ = Query(
    "read", "what was asked", "SELECT $1::text AS mark", ("mark",), writes=False
)
FAIL = Query("fail", "nothing", "SELECT 1 / ($1::int)", ("zero",), writes=False)

Act = Callable[[Database], Awaitable[None]]


@pytest.fixture
def network(operator: Operator) -> Iterator[Lossy]:
    operator.query(f"CREATE TABLE {TABLE} (mark text)")

    def kill(pid: int) -> None:
        operator.query("SELECT pg_terminate_backend($1)", pid)

    with lossy(operator.database.url, kill) as proxy:
        yield proxy
    operator.query(f"DROP TABLE {TABLE}")


@pytest.fixture
def over(network: Lossy) -> Callable[[Act], None]:
    """Return how to act with a database that is reached over that network."""

    def run(act: Act) -> None:
        async def there_and_back() -> None:
            settings = Settings(connections=2, statement_seconds_max=1)
            database = Database(network.url, settings)
            try:
                await act(database)
            finally:
                await database.close()

        asyncio.run(there_and_back())

    return run


@pytest.fixture
def made(operator: Operator) -> Callable[[], list[str]]:
    """Return how to look at what was made."""
    return lambda: [row["mark"] for row in operator.query(f"SELECT mark FROM {TABLE}")]


async def add(
    database: Database, mark: str, *, tells_number: bool = True, life: Any = None
) -> None:
    """Add a row; as if the connection had been opened in another life of the server."""
    async with database.transaction(APP) as tx:
        (row,) = await tx.rows(ADD, mark=mark)
        if tells_number:
            tx.number = row["number"]
        if life is not None:
            tx._connection.life = life(*tx._connection.life)


async def fail_and_go_on(database: Database) -> None:
    """Add a row, overlook that a statement failed, and commit."""
    async with database.transaction(APP) as tx:
        await tx.run(ADD, mark="one")
        with suppress(Exception):
            await tx.run(FAIL, zero=0)


async def works(database: Database) -> bool:
    """Tell whether no place for a connection was lost, and all work."""

    async def ask(tx: Tx) -> int:
        return await tx.run(READ, mark="fine")

    async with database.transaction(APP) as one, database.transaction(APP) as other:
        return await ask(one) + await ask(other) == 2


@pytest.mark.parametrize("loss", [Loss.REPLY_SWALLOWED, Loss.CUT_AFTER])
def test_a_commit_that_arrived_is_found_out(network, over, made, loss: Loss):
    async def act(database: Database) -> None:
        network.losses[b"one"] = loss
        await add(database, "one")
        assert await works(database)

    over(act)

    assert (made(), network.done) == (["one"], {b"one": loss})


@pytest.mark.parametrize("loss", [Loss.HOLE, Loss.CUT_BEFORE])
def test_a_commit_that_did_not_arrive_is_found_out(network, over, made, loss: Loss):
    async def act(database: Database) -> None:
        network.losses[b"one"] = loss
        with pytest.raises(DatabaseDown):
            await add(database, "one")
        assert await works(database)

    over(act)

    assert made() == []


def test_without_the_number_it_is_unknown_and_over(network, over, made):
    async def act(database: Database) -> None:
        network.losses[b"one"] = Loss.REPLY_SWALLOWED
        with pytest.raises(OutcomeUnknown) as unknown:
            await add(database, "one", tells_number=False)
        assert unknown.value.is_over
        assert await works(database)

    over(act)

    assert made() == ["one"]


def test_a_number_is_not_looked_up_in_another_life_of_the_server(network, over):
    async def act(database: Database) -> None:
        network.losses[b"one"] = Loss.CUT_AFTER
        with pytest.raises(OutcomeUnknown) as unknown:
            await add(database, "one", life=lambda start, _: (start, "a crash"))
        assert unknown.value.is_over

    over(act)


def test_another_server_is_not_asked(network, over):
    async def act(database: Database) -> None:
        network.losses[b"one"] = Loss.CUT_AFTER
        with pytest.raises(OutcomeUnknown) as unknown:
            await add(database, "one", life=lambda _, reset: ("a start", reset))
        assert not unknown.value.is_over

    over(act)


@pytest.mark.parametrize("loss", list(Loss))
def test_a_single_write_is_unknown_and_a_read_is_not(network, over, loss: Loss):
    async def act(database: Database) -> None:
        network.losses[b"read"] = loss
        if loss is not Loss.KILLED:  # that comes too late for one so quick
            with pytest.raises(DatabaseDown):
                await database.single(APP).run(READ, mark="read")
            network.losses[b"write"] = loss
            with pytest.raises(OutcomeUnknown):
                await database.single(APP).run(ADD, mark="write")
            assert await works(database)

    over(act)


@pytest.mark.parametrize("loss", [Loss.REPLY_SWALLOWED, Loss.CUT_AFTER, Loss.HOLE])
def test_who_only_reads_needs_no_commit(network, over, loss: Loss):
    async def act(database: Database) -> None:
        network.losses[b"read"] = loss
        async with database.transaction(APP) as tx:
            assert await tx.run(READ, mark="read") == 1
        assert await works(database)

    over(act)


def test_a_commit_that_is_answered_rollback_is_a_failure(over, made):
    async def act(database: Database) -> None:
        with pytest.raises(DatabaseBusy, match="rolled the change back"):
            await fail_and_go_on(database)
        assert await works(database)

    over(act)

    assert made() == []
