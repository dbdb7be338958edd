"""Connections: a free list, used last-in first-out, and mended by itself.

asyncpg's own pool resets each connection when it comes back, which costs more
than the read in between (docs/decisions/0002). Nothing here changes a session's
state, so there is nothing to reset.
"""

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg

from koncern.base import Unavailable

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record]
else:
    # The driver's class takes no parameter at run time.
    Connection = asyncpg.Connection

WAIT_SECONDS_MAX = 5
CONNECT_SECONDS_MAX = 5

FULL_SECONDS = 5
"""For how long a server that had no connection to spare is not asked for one more."""

NETWORK_TROUBLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InvalidCatalogNameError,
)
"""What a broken or restarting database looks like from here."""


def is_network_trouble(error: BaseException, connection: Connection) -> bool:
    """Tell trouble on the way to the database from a mistake of ours."""
    if isinstance(error, asyncpg.InternalClientError):
        # The server said goodbye just as it was asked: the driver is lost over it.
        connection.terminate()
        return True
    if isinstance(error, asyncpg.InterfaceError):
        return connection.is_closed()
    return isinstance(error, NETWORK_TROUBLE)


class DatabaseDown(Unavailable):
    """The database cannot be reached at the moment; nothing was changed."""


class DatabaseBusy(Unavailable):
    """The database has more to do than it can at the moment; nothing was changed."""


class Connections:
    """At most so many connections to one database, handed out and taken back."""

    def __init__(self, url: str, *, most: int, settings: dict[str, str]) -> None:
        self._url = url
        self._most = most
        self._settings = settings
        self._open = 0
        self._full_until = 0.0
        self._idle: list[Connection] = []
        self._waiting: deque[asyncio.Future[Connection | None]] = deque()

    async def take(self) -> Connection:
        """Hand out a live connection, opening or waiting for one if need be."""
        until = 0.0
        while True:
            while self._idle:
                connection = self._idle.pop()
                if not connection.is_closed():
                    return connection
                self._count_out()
            if not self._has_room():
                until = until or _now() + WAIT_SECONDS_MAX
                if passed_on := await self._wait(until):
                    return passed_on
            elif opened := await self._connect():
                return opened

    def give(self, connection: Connection) -> None:
        """Take a connection back, or pass it to whoever waits for one."""
        if connection.is_closed():
            self._count_out()
            self._pass_on(None)
        elif not self._pass_on(connection):
            self._idle.append(connection)

    def discard(self, connection: Connection) -> None:
        """Take back a connection whose state is unknown, and close it."""
        connection.terminate()
        self._count_out()
        self._pass_on(None)

    async def close(self) -> None:
        """Close what is idle; what is in use is closed by its user's end."""
        self._most = 0
        while self._idle:
            connection = self._idle.pop()
            try:
                await connection.close()
            except OSError:
                connection.terminate()

    def _has_room(self) -> bool:
        """Tell whether one more may be opened; without any, it is always tried."""
        if not self._open:
            return self._most > 0
        return self._open < self._most and _now() >= self._full_until

    def _count_out(self) -> None:
        """One has gone: the server can spare what that was."""
        self._open -= 1
        self._full_until = 0.0

    async def _connect(self) -> Connection | None:
        """Open one more; None if the server has none to spare, and others are open."""
        self._open += 1
        try:
            return await asyncpg.connect(
                self._url, timeout=CONNECT_SECONDS_MAX, server_settings=self._settings
            )
        except BaseException as trouble:
            self._open -= 1
            if isinstance(trouble, asyncpg.TooManyConnectionsError) and self._open:
                self._full_until = _now() + FULL_SECONDS
                return None
            self._pass_on(None)
            if isinstance(trouble, NETWORK_TROUBLE):
                raise DatabaseDown(retry_after_seconds=1) from trouble
            raise

    async def _wait(self, until: float) -> Connection | None:
        """Wait for a connection, or for None: there may be room to open one."""
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[Connection | None] = loop.create_future()
        self._waiting.append(turn)
        # A timer of our own: asyncio.wait_for costs more than the query it guards.
        timer = loop.call_at(until, expire, turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if not turn.cancelled() and not turn.exception():
                self._hand_back(turn.result())
            raise
        finally:
            timer.cancel()

    def _hand_back(self, given: Connection | None) -> None:
        """Take back what somebody was given who left: a connection, or room for one."""
        if given is None:
            self._pass_on(None)
        else:
            self.give(given)

    def _pass_on(self, connection: Connection | None) -> bool:
        """Tell the first who waits; tell whether anybody did."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(connection)
                return True
        return False


def _now() -> float:
    return asyncio.get_running_loop().time()


def expire(turn: asyncio.Future[Any]) -> None:
    """Tell whoever waits that it is taking too long."""
    if not turn.done():
        turn.set_exception(DatabaseBusy(retry_after_seconds=1))
