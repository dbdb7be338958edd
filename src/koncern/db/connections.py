"""Connections: a free list, used last-in first-out, and mended by itself.

asyncpg's own pool resets each connection when it comes back, which costs more
than the read in between (docs/decisions/0002). Nothing here changes a session's
state, so there is nothing to reset.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import asyncpg

from koncern import limits
from koncern.db.errors import NETWORK_TROUBLE, DatabaseBusy, DatabaseDown
from koncern.db.timeouts import Connection, Silence, keep_alive

SILENT_SECONDS_MAX = limits.STATEMENT_SECONDS + limits.STATEMENT_SECONDS_MORE

CLOSE_SECONDS_MAX = 2

FULL_SECONDS = 5
"""For how long a server that had no connection to spare is not asked for one more."""

LIFE = """SELECT pg_postmaster_start_time(), pg_stat_get_bgwriter_stat_reset_time(),
                 pid, backend_start
            FROM pg_stat_activity WHERE pid = pg_backend_pid()"""
"""When the server started, and when it recovered from a crash last: statistics are reset
then. As long as both are the same, no transaction number was given out twice. And which
process serves this connection: a pooler gives it another one each time."""


class Connections:
    """At most so many connections to one database, handed out and taken back."""

    def __init__(
        self,
        url: str,
        *,
        most: int,
        settings: dict[str, str],
        silent_seconds_max: float = SILENT_SECONDS_MAX,
    ) -> None:
        self._url = url
        self._most = most
        self._settings = settings
        self._silence = Silence(silent_seconds_max, self._drop_idle)
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
                self._count_out(connection)
            if not self._has_room():
                until = until or _now() + limits.CONNECTION_WAIT_SECONDS
                if passed_on := await self._wait(until):
                    return passed_on
            elif opened := await self._connect():
                return opened

    def give(self, connection: Connection) -> None:
        """Take a connection back, or pass it to whoever waits for one."""
        if connection.is_closed():
            self._count_out(connection)
            self._pass_on(None)
        elif not self._pass_on(connection):
            self._idle.append(connection)

    def discard(self, connection: Connection) -> None:
        """Take back a connection whose state is unknown, and close it."""
        connection.terminate()
        self._count_out(connection)
        self._pass_on(None)

    def distrust(self, connection: Connection) -> None:
        """Discard a connection that does not answer, and idle ones not heard since."""
        self._silence.distrust_idle(max(1, connection.silent))
        self.discard(connection)

    async def replace(self, lost: Connection, until: float) -> Connection | None:
        """Open a connection in the place of a lost one; None if there is none in time."""
        lost.terminate()
        self._silence.forget(lost)
        try:
            opened = await self._try_to_open()
            while opened is None and _now() < until:
                await asyncio.sleep(0.1)
                opened = await self._try_to_open()
        except BaseException:
            self._give_up_place()
            raise
        if opened is None:
            self._give_up_place()
        return opened

    async def close(self) -> None:
        """Close what is idle; what is in use is closed by its user's end."""
        self._most = 0
        while self._idle:
            connection = self._idle.pop()
            self._silence.forget(connection)
            try:
                await connection.close(timeout=CLOSE_SECONDS_MAX)
            except OSError:
                connection.terminate()

    def _has_room(self) -> bool:
        """Tell whether one more may be opened; without any, it is always tried."""
        if not self._open:
            return self._most > 0
        return self._open < self._most and _now() >= self._full_until

    def _count_out(self, connection: Connection) -> None:
        """One has gone: the server can spare what that was."""
        self._silence.forget(connection)
        self._open -= 1
        self._full_until = 0.0

    def _give_up_place(self) -> None:
        """Let others open one in the place of one that has gone."""
        self._open -= 1
        self._full_until = 0.0
        self._pass_on(None)

    def _drop_idle(self, is_lost: Callable[[Connection], bool]) -> None:
        """Close some of those that nobody uses."""
        lost = [connection for connection in self._idle if is_lost(connection)]
        self._idle = [each for each in self._idle if each not in lost]
        for connection in lost:
            self.discard(connection)

    async def _connect(self) -> Connection | None:
        """Open one more; None if the server has none to spare, and others are open."""
        self._open += 1
        try:
            return await self._open_one()
        except BaseException as trouble:
            self._open -= 1
            if isinstance(trouble, asyncpg.TooManyConnectionsError) and self._open:
                self._full_until = _now() + FULL_SECONDS
                return None
            self._pass_on(None)
            if isinstance(trouble, NETWORK_TROUBLE):
                raise DatabaseDown(retry_after_seconds=1) from trouble
            raise

    async def _try_to_open(self) -> Connection | None:
        with suppress(*NETWORK_TROUBLE):
            return await self._open_one()
        return None

    async def _open_one(self) -> Connection:
        """Open a connection, and learn which life of the server it belongs to."""
        opened: Connection = await asyncpg.connect(
            self._url,
            timeout=limits.CONNECT_SECONDS,
            server_settings=self._settings,
            connection_class=Connection,
        )
        try:
            keep_alive(opened)
            row = await opened.fetchrow(LIFE, timeout=limits.CONNECT_SECONDS)
        except BaseException:
            opened.terminate()
            raise
        if row is not None:
            start, reset, pid, since = row
            opened.life = start, reset
            opened.backend = (pid, since) if pid == opened.get_server_pid() else None
        self._silence.watch(opened)
        return opened

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
