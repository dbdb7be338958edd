"""The embedded PostgreSQL: a real server under the data folder, for one machine.

Every process that uses it holds a shared lock on `postgres.users`; the last to
leave stops the server. Locks end with their process, so `kill -9` leaves nothing
stale: the next start finds the server running, or starts it and lets it recover.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from koncern.db.cluster import EmbeddedBroken, Server
from koncern.db.server_log import keep_short

WATCH_SECONDS = 1.0


@contextmanager
def embedded(data: Path, *, watched: bool = False) -> Iterator[str]:
    """Run the embedded server for as long as somebody uses it; yield its URL.

    Watched, it is started again when it dies (as by a `kill -9`).
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    server = Server(data.resolve())
    with _private(data / "postgres.users") as users:
        watch: _Watch | None = None
        try:
            with _turn(data):
                fcntl.flock(users, fcntl.LOCK_SH)
                server.start()
            watch = _Watch(data, server) if watched else None
            yield server.url
        finally:
            if watch:
                watch.end()
            with _turn(data), suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                server.stop()


@contextmanager
def _turn(data: Path) -> Iterator[None]:
    """Start and stop the server one process at a time."""
    with _private(data / "postgres.turn") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _private(path: Path) -> IO[str]:
    """Open a file to be locked, which is nobody else's."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w")


class _Watch:
    """Looks after a server from a thread of its own."""

    def __init__(self, data: Path, server: Server) -> None:
        self._data = data
        self._server = server
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        was_down = False
        while not self._over.wait(WATCH_SECONDS):
            with suppress(OSError):  # a full disk: the log stays as it is
                keep_short(self._server.log)
            is_down = not self._server.is_alive
            # Down twice in a row: somebody's own restart is not interfered with.
            if is_down and was_down:
                with _turn(self._data), suppress(EmbeddedBroken):
                    self._server.start()
            was_down = is_down
