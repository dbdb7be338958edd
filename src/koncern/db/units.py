"""Units of work: all of one happens, or nothing."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from koncern.db.asking import UNDONE, Row, ask, ask_alone
from koncern.db.connections import (
    Connection,
    Connections,
    DatabaseBusy,
    DatabaseDown,
    is_network_trouble,
)
from koncern.db.full import DatabaseFull
from koncern.db.sharing import Sharing
from koncern.db.sql import Query

Value = TypeVar("Value")

Kind = Callable[..., Value]
"""What a row is made into: called with its columns as keywords."""


class Tx:
    """One unit of work of one app at one moment: all of it happens, or nothing.

    It carries the app, a fixed `now` and the request's id, so that no statement
    can forget them. `one`, `maybe` and `all` ask; `run` asks for nothing back.
    """

    __slots__ = ("_connection", "app", "now", "request_id")

    def __init__(self, connection: Connection, app: UUID, request_id: str) -> None:
        self._connection = connection
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
        return await ask(self._connection, query, self._values(query, facts))

    def shared(self, query: Query, **facts: Any) -> Awaitable[Sequence[Row]]:
        """Return one asker's rows of a statement that serves many askers at once.

        Such a statement takes a list of each fact, an entry for each asker, and says in
        the column `asker` whose a row is. In a single it is asked for everybody who
        waits at the same time; here it is asked as part of the transaction.
        """
        return self.rows(query, **{name: [fact] for name, fact in facts.items()})

    def _values(self, query: Query, facts: dict[str, Any]) -> list[Any]:
        facts["app"] = self.app
        facts["now"] = self.now
        return [facts[fact] for fact in query.facts]


class Single(Tx):
    """A unit of work of exactly one statement: PostgreSQL commits it by itself.

    No connection is held before that statement, nor after it.
    """

    __slots__ = ("_connections", "_is_left", "_sharing")

    def __init__(
        self, connections: Connections, sharing: Sharing, app: UUID, request_id: str
    ) -> None:
        self._connections = connections
        self._sharing = sharing
        self._is_left = True
        self.app = app
        self.now = datetime.now(UTC)
        self.request_id = request_id

    async def __aenter__(self) -> Tx:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def rows(self, query: Query, **facts: Any) -> Sequence[Row]:
        """Return the rows as they are, and be over."""
        self._use_up(query)
        return await ask_alone(self._connections, query, self._values(query, facts))

    def shared(self, query: Query, **facts: Any) -> Awaitable[Sequence[Row]]:
        """Return one asker's rows, of a statement shared with whoever asks as well."""
        self._use_up(query)
        return self._sharing.rows(self.app, query, facts)

    def _use_up(self, query: Query) -> None:
        assert self._is_left, f"{query.name}: a second statement in a single"
        self._is_left = False


class Transaction:
    """A unit of work of several statements, opened and ended."""

    __slots__ = ("_app", "_connection", "_connections", "_request_id")

    def __init__(self, connections: Connections, app: UUID, request_id: str) -> None:
        self._connections = connections
        self._app = app
        self._request_id = request_id

    async def __aenter__(self) -> Tx:
        self._connection = await self._connections.take()
        await self._say("BEGIN")
        return Tx(self._connection, self._app, self._request_id)

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
            if isinstance(trouble, asyncpg.DiskFullError):
                raise DatabaseFull from trouble
            if isinstance(trouble, UNDONE):
                raise DatabaseBusy(retry_after_seconds=1) from trouble
            raise
