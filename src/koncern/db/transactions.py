"""Transactions: all of one happens, or nothing."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeVar
from uuid import UUID

from koncern.db.batching import Sharing
from koncern.db.connections import Connections
from koncern.db.errors import DatabaseBusy, DatabaseDown, OutcomeUnknown, is_reply_lost
from koncern.db.execution import Row, execute, execute_alone, failure_of
from koncern.db.outcomes import find_outcome
from koncern.db.sql import Query
from koncern.db.timeouts import Connection

Value = TypeVar("Value")

ROLLED_BACK = "The database rolled the change back; nothing was changed."

Kind = Callable[..., Value]
"""What a row is made into: called with its columns as keywords."""


class Tx:
    """One unit of work of one app at one moment: all of it happens, or nothing.

    It carries the app, a fixed `now` and the request's id, so that no statement
    can forget them. `one`, `maybe` and `all` ask; `run` asks for nothing back.
    """

    __slots__ = ("_connection", "app", "has_written", "now", "number", "request_id")

    def __init__(self, connection: Connection, app: UUID, request_id: str) -> None:
        self._connection = connection
        self.has_written = False
        self.number: str | None = None
        """PostgreSQL's number of the transaction, where a statement has told it."""
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
        self.has_written = self.has_written or query.writes
        return await execute(self._connection, query, self._values(query, facts))

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
        self.number = None
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
        return await execute_alone(self._connections, query, self._values(query, facts))

    def shared(self, query: Query, **facts: Any) -> Awaitable[Sequence[Row]]:
        """Return one asker's rows, of a statement shared with whoever asks as well."""
        self._use_up(query)
        return self._sharing.rows(self.app, query, facts)

    def _use_up(self, query: Query) -> None:
        assert self._is_left, f"{query.name}: a second statement in a single"
        self._is_left = False


class Transaction:
    """A unit of work of several statements, opened and ended."""

    __slots__ = ("_app", "_connection", "_connections", "_request_id", "_tx")

    def __init__(self, connections: Connections, app: UUID, request_id: str) -> None:
        self._connections = connections
        self._app = app
        self._request_id = request_id

    async def __aenter__(self) -> Tx:
        self._connection = await self._connections.take()
        try:
            await self._run_command("BEGIN")
        except BaseException as trouble:
            self._connections.discard(self._connection)
            if failure := failure_of(trouble, self._connection):
                raise failure from trouble
            raise
        self._tx = Tx(self._connection, self._app, self._request_id)
        return self._tx

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            await self._commit()
        elif issubclass(kind, Exception) and not self._connection.is_closed():
            await self._roll_back()
        else:
            self._connections.discard(self._connection)

    async def _commit(self) -> None:
        """Commit; return only if that is known to have been done."""
        try:
            tag = await self._run_command("COMMIT")
        except Exception as trouble:
            if is_reply_lost(trouble):
                await self._look_up(trouble)
                return
            self._connections.discard(self._connection)
            if failure := failure_of(trouble, self._connection):
                raise failure from trouble
            raise
        except BaseException:
            self._connections.discard(self._connection)
            raise
        self._connections.give(self._connection)
        if tag != "COMMIT":
            # One of its statements failed, and the COMMIT was answered ROLLBACK.
            raise DatabaseBusy(ROLLED_BACK, retry_after_seconds=1)

    async def _look_up(self, trouble: Exception) -> None:
        """Find out whether it was committed; fail unless it was."""
        if not self._tx.has_written:
            self._connections.discard(self._connection)
            return
        is_committed, is_over = await find_outcome(
            self._connections, self._connection, self._tx.number
        )
        if is_committed is None:
            raise OutcomeUnknown(is_over=is_over) from trouble
        if not is_committed:
            raise DatabaseDown(retry_after_seconds=1) from trouble

    async def _roll_back(self) -> None:
        """Roll back; the error that led here is reported, not one on the way."""
        try:
            await self._run_command("ROLLBACK")
        except Exception:  # noqa: BLE001 - the connection goes, and the transaction with it
            self._connections.discard(self._connection)
        except BaseException:
            self._connections.discard(self._connection)
            raise
        else:
            self._connections.give(self._connection)

    async def _run_command(self, word: str) -> str:
        """Begin or end the transaction; return what PostgreSQL says that it did."""
        connection = self._connection
        connection.is_asked = True
        connection.silent = 0
        try:
            return await connection.execute(word)
        finally:
            connection.is_asked = False
            connection.silent = 0
