"""The database: the only place that connects, commits and rolls back."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from koncern.base import Failure, Settings
from koncern.db.connections import (
    Connection,
    Connections,
    DatabaseBusy,
    DatabaseDown,
    is_network_trouble,
)
from koncern.db.sql import Query

Row = asyncpg.Record
Value = TypeVar("Value")


OVERLOAD = (
    asyncpg.QueryCanceledError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.SerializationError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InvalidCachedStatementError,
)
"""What a database says that is there, and cannot do it just now."""

UNDONE = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
"""What it says to one of two units of work that were in each other's way."""

TROUBLE = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresError,
)
"""Whatever may go wrong on the way to the database and back."""

EVERY_APP = UUID(int=0)
"""The app of units of work that serve the whole installation, and name none."""


Kind = Callable[..., Value]
"""What a row is made into: called with its columns as keywords."""


class Tx:
    """One unit of work of one app at one moment: all of it happens, or nothing.

    It carries the app, a fixed `now` and the request's id, so that no statement
    can forget them. `one`, `maybe` and `all` ask; `run` asks for nothing back.
    """

    __slots__ = ("_connection", "_statements_left", "app", "now", "request_id")

    def __init__(
        self, connection: Connection, app: UUID, request_id: str, *, statements: int
    ) -> None:
        self._connection = connection
        self._statements_left = statements
        self.app = app
        self.now = datetime.now(UTC)
        self.request_id = request_id

    async def all(self, kind: Kind[Value], query: Query, **facts: Any) -> list[Value]:
        """Return every row, made into a kind of value."""
        return [kind(**row) for row in await self.rows(query, **facts)]

    async def maybe(
        self, kind: Kind[Value], query: Query, **facts: Any
    ) -> Value | None:
        """Return the row, or None when there is none."""
        rows = await self.rows(query, **facts)
        return kind(**rows[0]) if rows else None

    async def one(self, kind: Kind[Value], query: Query, **facts: Any) -> Value:
        """Return the row that surely is there."""
        (row,) = await self.rows(query, **facts)
        return kind(**row)

    async def run(self, query: Query, **facts: Any) -> int:
        """Carry a statement out; return how many rows came back."""
        return len(await self.rows(query, **facts))

    async def rows(self, query: Query, **facts: Any) -> Sequence[Row]:
        """Return the rows as they are; the other askers stand on this one."""
        assert self._statements_left, f"{query.name}: a second statement in a single"
        self._statements_left -= 1
        facts["app"] = self.app
        facts["now"] = self.now
        try:
            return await self._connection.fetch(
                query.text, *[facts[fact] for fact in query.facts]
            )
        except asyncpg.IntegrityConstraintViolationError as violation:
            failure = Failure.by_constraint.get(violation.constraint_name or "")
            if failure is None:
                raise
            raise failure from violation
        except OVERLOAD as trouble:
            raise DatabaseBusy(retry_after_seconds=1) from trouble
        except TROUBLE as trouble:
            if is_network_trouble(trouble, self._connection):
                raise DatabaseDown(retry_after_seconds=1) from trouble
            raise


def was_undone(failure: Failure) -> bool:
    """Tell whether a unit of work gave way to another one: done again, it may succeed."""
    return isinstance(failure.__cause__, UNDONE)


class Single:
    """A unit of work of exactly one statement: PostgreSQL commits it by itself."""

    __slots__ = ("_app", "_connection", "_connections", "_request_id")

    def __init__(self, connections: Connections, app: UUID, request_id: str) -> None:
        self._connections = connections
        self._app = app
        self._request_id = request_id

    async def __aenter__(self) -> Tx:
        self._connection = await self._connections.take()
        return Tx(self._connection, self._app, self._request_id, statements=1)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None or issubclass(kind, Exception):
            self._connections.give(self._connection)
        else:
            self._connections.discard(self._connection)


class Transaction(Single):
    """A unit of work of several statements."""

    __slots__ = ()

    async def __aenter__(self) -> Tx:
        self._connection = await self._connections.take()
        await self._say("BEGIN")
        return Tx(self._connection, self._app, self._request_id, statements=1000)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            await self._say("COMMIT")
            self._connections.give(self._connection)
        elif issubclass(kind, Exception) and not self._connection.is_closed():
            # Only the trouble that led here is told, not one while rolling back.
            with suppress(DatabaseDown):
                await self._say("ROLLBACK")
                self._connections.give(self._connection)
        else:
            self._connections.discard(self._connection)

    async def _say(self, word: str) -> None:
        """Begin or end the transaction; on trouble the connection goes."""
        try:
            await self._connection.execute(word)
        except BaseException as trouble:
            is_down = is_network_trouble(trouble, self._connection)
            self._connections.discard(self._connection)
            if is_down or isinstance(trouble, asyncpg.QueryCanceledError):
                raise DatabaseDown(retry_after_seconds=1) from trouble
            if isinstance(trouble, UNDONE):
                raise DatabaseBusy(retry_after_seconds=1) from trouble
            raise


class Database:
    """One PostgreSQL database and this process's connections to it."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.url = url
        milliseconds = str(settings.statement_seconds_max * 1000)
        self._connections = Connections(
            url,
            most=settings.connections,
            settings={
                "application_name": "koncern",
                "statement_timeout": milliseconds,
                "lock_timeout": milliseconds,
                "idle_in_transaction_session_timeout": milliseconds,
                # Plans of prepared statements are kept: replanning a paged list
                # at each call costs a quarter of it (docs/decisions/0002).
                "plan_cache_mode": "force_generic_plan",
                # Every statement here has its index. A plan that was made while a
                # table was small, and is kept, must not read it whole later on.
                "enable_seqscan": "off",
                "random_page_cost": "1.1",
                "jit": "off",
                "timezone": "UTC",
            },
        )

    def single(self, app: UUID, request_id: str = "") -> Single:
        """Begin a unit of work of exactly one statement: one round trip."""
        return Single(self._connections, app, request_id)

    def transaction(self, app: UUID, request_id: str = "") -> Transaction:
        """Begin a unit of work of several statements."""
        return Transaction(self._connections, app, request_id)

    async def answers(self) -> bool:
        """Tell whether the database answers now."""
        try:
            connection = await self._connections.take()
        except (DatabaseDown, DatabaseBusy):
            return False
        try:
            async with asyncio.timeout(2):
                await connection.execute("SELECT 1")
        except TROUBLE:
            self._connections.discard(connection)
            return False
        self._connections.give(connection)
        return True

    async def close(self) -> None:
        """Close the connections."""
        await self._connections.close()
