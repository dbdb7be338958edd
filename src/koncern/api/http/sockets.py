"""Sockets: deadlines for clients that do not read, which the HTTP server does not have.

It does not end a connection when asked to, either. Both are done here, at the sockets of
this process (on Linux; elsewhere a proxy must do it).
"""

import asyncio
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, NamedTuple

import structlog

from koncern import limits
from koncern.api.http.unread_responses import Peer, Unread, peer_of

log = structlog.get_logger("koncern.api")

SWEEP_SECONDS = 0.25
WATCH_SECONDS = 5
LOOK_SECONDS = 0.005
LOOKS_MAX = 2000

_RESET = struct.pack("ii", 1, 0)
_INFO = struct.Struct("=B23xI92xQ16xI")
"""Of Linux's `struct tcp_info`: state, segments in flight, bytes taken, bytes to send."""

_LISTENS = 10
_TCP_INFO = getattr(socket, "TCP_INFO", None)


class HangUps:
    """Connections to be ended, many at a time: each look passes all open files."""

    def __init__(self) -> None:
        self._peers: set[Peer] = set()

    def add(self, scope: Any) -> None:
        """End the connection of a request soon."""
        peer = peer_of(scope)
        if peer is None:
            return
        if not self._peers:
            loop = asyncio.get_running_loop()
            loop.call_later(SWEEP_SECONDS, loop.run_in_executor, None, self.sweep)
        self._peers.add(peer)

    def sweep(self) -> None:
        """End them, in a thread: thousands of files take a tenth of a second."""
        peers, self._peers = self._peers, set()
        with suppress(OSError):
            for number in _open_files():
                if _peer(number) in peers:
                    _end(number)


hang_ups = HangUps()
"""Those of this process."""


async def watch_sockets(port: int, unread: Unread) -> None:
    """Look after the connections to a port of this process, for ever."""
    if _TCP_INFO is None:
        return
    unread.is_watched = await _tune_listener(port)
    stalled = Stalled(port)
    try:
        while True:
            await _check_all(stalled, unread)
    finally:
        unread.stop()


async def _check_all(stalled: "Stalled", unread: Unread) -> None:
    """Look at all connections when it is time; a look that fails is left out."""
    for _ in range(WATCH_SECONDS):
        await asyncio.sleep(1)
        if unread.is_full:
            break
    looked_at = monotonic()
    try:
        unread.settle(await asyncio.to_thread(stalled.sweep), looked_at)
    except Exception:
        log.exception("connections were not looked at")


async def _tune_listener(port: int) -> bool:
    """Have the kernel keep little of a response for a client that reads slowly.

    Connections inherit from the listener, which is there a moment after the service; those
    of that moment are not tuned. Return whether it was found.
    """
    for _ in range(LOOKS_MAX):
        if any(_keeps_little(number, port) for number in _open_files()):
            return True
        await asyncio.sleep(LOOK_SECONDS)
    return False


def _keeps_little(number: int, port: int) -> bool:
    """Tell whether a file is the listener, which is tuned then."""
    info = _tcp_info(number, port)
    if info is None or info.state != _LISTENS:
        return False
    with suppress(OSError), _borrowed(number) as listener:
        most = 2 * limits.PIECE_BYTES
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, most)
    return True


class Stalled:
    """Connections whose clients read too little of what waits for them."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._seen: dict[int, tuple[int, float]] = {}

    def sweep(self) -> dict[Peer, int]:
        """End those that have read too little for too long.

        Return who has yet to read, and how many bytes each has taken so far.
        """
        now, before, self._seen = monotonic(), self._seen, {}
        waiting: dict[Peer, int] = {}
        for number in _open_files():
            info = _tcp_info(number, self._port)
            if info is None or info.state == _LISTENS or not info.waits:
                continue
            taken, since = before.get(number, (info.taken, now))
            if not 0 <= info.taken - taken < limits.UNREAD_BYTES:
                taken, since = info.taken, now
            if now - since >= limits.UNREAD_SECONDS:
                _end(number)
                continue
            self._seen[number] = taken, since
            if (peer := _peer(number)) is not None:
                waiting[peer] = info.taken
        return waiting


class _Info(NamedTuple):
    state: int
    flying: int
    taken: int
    unsent: int

    @property
    def waits(self) -> bool:
        return self.flying > 0 or self.unsent > 0


def _tcp_info(number: int, port: int) -> _Info | None:
    """Return how a TCP connection to a port is; None of any other file."""
    assert _TCP_INFO is not None
    with suppress(OSError):
        each = socket.socket(socket.AF_INET6, socket.SOCK_STREAM, 0, fileno=number)
        try:
            raw = each.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _INFO.size)
            if len(raw) == _INFO.size and each.getsockname()[1] == port:
                return _Info(*_INFO.unpack(raw))
        finally:
            each.detach()
    return None


def _peer(number: int) -> Peer | None:
    with suppress(OSError):
        each = socket.socket(fileno=number)
        try:
            if each.family in (socket.AF_INET, socket.AF_INET6):
                address, port = each.getpeername()[:2]
                return address.partition("%")[0], port
        finally:
            each.detach()
    return None


def _end(number: int) -> None:
    """End a connection at once, without sending what is left."""
    with suppress(OSError), _borrowed(number) as each:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        each.shutdown(socket.SHUT_RDWR)


def _open_files() -> list[int]:
    """Return the numbers of all open files; this fails if none can be opened to look."""
    return [int(name) for name in os.listdir("/dev/fd")]  # noqa: PTH208 - only names


@contextmanager
def _borrowed(number: int) -> Iterator[socket.socket]:
    """Give a socket of this process as an own handle, which is closed after the block."""
    own = os.dup(number)
    try:
        each = socket.socket(fileno=own)
    except OSError:
        os.close(own)
        raise
    with each:
        yield each
