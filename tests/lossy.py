"""A lossy network: a proxy before PostgreSQL that loses what a test tells it to lose.

It reads the messages of PostgreSQL's protocol. When a transaction, or a single statement,
that carries a certain mark is about to be committed, it does what the test asked for.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


class Loss(StrEnum):
    """What happens when a commit is about to be sent."""

    REPLY_SWALLOWED = "the commit arrives, its reply is never heard"
    CUT_AFTER = "the commit arrives, and the connection is cut at its reply"
    CUT_MEANWHILE = "the connection is cut right after the commit was sent"
    CUT_BEFORE = "the connection is cut, and the commit does not arrive"
    HOLE = "the commit does not arrive, and nobody is told"
    KILLED = "the server process is ended as the commit arrives"


class Lossy:
    """The proxy: its URL, and what it is to lose."""

    def __init__(self, database_url: str, kill: Callable[[int], None]) -> None:
        folder = parse_qs(urlsplit(database_url).query)["host"][0]
        self.server = str(Path(folder) / ".s.PGSQL.5432")
        self.kill = kill
        self.losses: dict[bytes, Loss] = {}
        self.done: dict[bytes, Loss] = {}
        self._links: list[_Link] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = f"postgresql://postgres@127.0.0.1:{port}/postgres?sslmode=disable"
        threading.Thread(target=self._accept, daemon=True).start()

    def swallow_all(self) -> int:
        """Go silent on every connection that is open now; return how many."""
        for link in self._links:
            link.is_deaf = link.is_mute = True
        return len(self._links)

    def has_new_connection(self) -> bool:
        """Tell whether a connection was opened since all others went silent."""
        return any(not link.is_mute for link in self._links)

    def close(self) -> None:
        """End all connections."""
        self._listener.close()
        for link in self._links:
            link.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self.server)
                link = _Link(self, client, server)
                self._links.append(link)
                for work in (link.carry_there, link.carry_back):
                    threading.Thread(target=work, daemon=True).start()


class _Link:
    """One connection: what the client says goes on message by message."""

    def __init__(
        self, proxy: Lossy, client: socket.socket, server: socket.socket
    ) -> None:
        self._proxy = proxy
        self._client = client
        self._server = server
        self._pid = 0
        self._is_within = False
        self._is_executed = False
        self._mark: bytes | None = None
        self.is_deaf = False
        self.is_mute = False
        self._cuts_at_reply = False

    def cut(self) -> None:
        """Close both ends."""
        for end in (self._client, self._server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def carry_there(self) -> None:
        """Carry what the client says to the server."""
        buffer, head = b"", 0  # the first message has no type
        with suppress(OSError):
            while piece := self._client.recv(65536):
                buffer += piece
                while (size := _size(buffer, head)) and len(buffer) >= size:
                    self._pass(buffer[:size])
                    buffer, head = buffer[size:], 1
        if not self.is_mute:
            self.cut()

    def carry_back(self) -> None:
        """Carry what the server says to the client."""
        with suppress(OSError):
            while piece := self._server.recv(65536):
                at = piece.find(b"K\x00\x00\x00\x0c")
                if not self._pid and at >= 0:
                    self._pid = int.from_bytes(piece[at + 5 : at + 9], "big")
                if self._cuts_at_reply:
                    break
                if not self.is_mute:
                    self._client.sendall(piece)
        if not self.is_mute:
            self.cut()

    def _pass(self, message: bytes) -> None:
        """Pass a message on, unless something is to be lost by now."""
        kind = message[:1]
        if kind == b"Q":
            word = message[5:-1].partition(b" ")[0]
            if word == b"BEGIN":
                self._is_within, self._mark = True, None
            elif word == b"COMMIT" and self._mark:
                self._lose(message)
                return
            elif word in (b"COMMIT", b"ROLLBACK"):
                self._is_within, self._mark = False, None
        elif kind == b"B":
            marks = [*self._proxy.losses]
            self._mark = next((m for m in marks if m in message), self._mark)
        elif kind == b"E":
            self._is_executed = True
        elif kind == b"S":
            is_over, self._is_executed = self._is_executed, False
            if is_over and not self._is_within and self._mark:
                self._lose(message)
                return
        if not self.is_deaf:
            self._server.sendall(message)

    def _lose(self, message: bytes) -> None:
        mark, self._mark, self._is_within = self._mark, None, False
        assert mark is not None
        loss = self._proxy.losses.pop(mark)
        self._proxy.done[mark] = loss
        if loss is Loss.HOLE:
            self.is_deaf = self.is_mute = True
        elif loss is Loss.CUT_BEFORE:
            self.cut()
        else:
            self.is_mute = loss is Loss.REPLY_SWALLOWED
            self._cuts_at_reply = loss is Loss.CUT_AFTER
            self._server.sendall(message)
        if loss is Loss.CUT_MEANWHILE:
            self.cut()
        elif loss is Loss.KILLED:
            self._proxy.kill(self._pid)


def _size(buffer: bytes, head: int) -> int:
    """Return how long the first message is; 0 if that has not come in yet."""
    length = buffer[head : head + 4]
    return head + int.from_bytes(length, "big") if len(length) == 4 else 0


@contextmanager
def lossy(database_url: str, kill: Callable[[int], None]) -> Iterator[Lossy]:
    """Run a proxy for the length of a block."""
    proxy = Lossy(database_url, kill)
    try:
        yield proxy
    finally:
        proxy.close()
