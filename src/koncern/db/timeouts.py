"""Timeouts: a connection whose server is silent too long is given up.

PostgreSQL ends a statement that takes too long, but its answer can get lost on the way.
So each connection counts for how long nothing came, and one timer looks at all of them
(docs/decisions/0042). A timer for each statement would cost more than all of this.
"""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg

if TYPE_CHECKING:
    Driver: TypeAlias = asyncpg.Connection[asyncpg.Record]
else:
    # The driver's class takes no parameter at run time.
    Driver = asyncpg.Connection

LOOK_EVERY_SECONDS = 0.25

KEEPALIVE = {
    "TCP_KEEPIDLE": 15,
    "TCP_KEEPINTVL": 5,
    "TCP_KEEPCNT": 3,
    "TCP_USER_TIMEOUT": 15_000,  # the only one in milliseconds
}
"""The kernel finds a peer that does not even acknowledge within half a minute, also on
a connection that nobody uses. Some of these options exist only on Linux."""


class Connection(Driver):
    """One connection, and for how long its server has been silent."""

    __slots__ = ("backend", "is_asked", "life", "silent")

    def __init__(self, *about: Any, **more: Any) -> None:
        super().__init__(*about, **more)
        self.is_asked = False
        self.silent = 0
        """How many looks ago it was asked, or answered, for the last time."""
        self.life: tuple[Any, ...] | None = None
        """What tells one uninterrupted life of the server from the next."""
        self.backend: tuple[Any, ...] | None = None
        """The server's process for this connection alone: its id, and when it started."""


class Silence:
    """Looks at all open connections, again and again, as long as there are some."""

    def __init__(
        self,
        seconds_max: float,
        drop_idle: Callable[[Callable[[Connection], bool]], None],
    ) -> None:
        self._looks_max = seconds_max / LOOK_EVERY_SECONDS
        self._drop_idle = drop_idle
        self._open: set[Connection] = set()
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, connection: Connection) -> None:
        """Look at a connection from now on."""
        self._open.add(connection)
        if self._timer is None:
            self._start_timer()

    def forget(self, connection: Connection) -> None:
        """Look at a connection no more."""
        self._open.discard(connection)

    def distrust_idle(self, looks: int) -> None:
        """Close the idle connections that were not heard for so many looks.

        What swallowed one connection's answers probably swallows theirs.
        """
        self._drop_idle(lambda idle: idle.silent >= looks)

    def _start_timer(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(LOOK_EVERY_SECONDS, self._count_silence)

    def _count_silence(self) -> None:
        """Count one more look; give up those that have been silent for too many."""
        lost = []
        for connection in self._open:
            connection.silent += 1
            if connection.is_asked and connection.silent > self._looks_max:
                lost.append(connection)
        for connection in lost:
            # The task that waits for it gets an error, and gives it back.
            connection.terminate()
            self._open.discard(connection)
        if lost:
            self.distrust_idle(min(each.silent for each in lost))
        self._timer = None
        if self._open:
            self._start_timer()


def keep_alive(connection: Connection) -> None:
    """Have the kernel look for a peer that has gone without a word."""
    own: Any = connection
    tcp = own._transport.get_extra_info("socket")  # noqa: SLF001 - it has no other way
    if tcp is None or tcp.family not in (socket.AF_INET, socket.AF_INET6):
        return
    with suppress(OSError):
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEPALIVE.items():
            if (option := getattr(socket, name, None)) is not None:
                tcp.setsockopt(socket.IPPROTO_TCP, option, value)
