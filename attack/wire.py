"""Requests as they go over the wire, written by hand: attackers use no polite client."""

import http.client
import json
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from attack.tally import Tally

ATTACKER = "127.0.0.1"
BYSTANDER = "127.0.0.2"
PROBE = "127.0.0.3"
NEWCOMER = "127.0.0.4"
"""Every client has an address of its own; all of 127.0.0.0/8 is this machine."""

NO_ANSWER = "no answer"


class Answer(NamedTuple):
    """A status, zero when nothing came, and a body."""

    status: int
    body: bytes

    def json(self) -> Any:
        """Return the body decoded; an empty object when it is no JSON."""
        with suppress(ValueError):
            return json.loads(self.body)
        return {}


def connect(
    port: int, source: str = ATTACKER, seconds: float = 10, *, takes: int = 0
) -> socket.socket:
    """Open a connection; `takes` makes its receive buffer that small."""
    connection = socket.socket()
    connection.settimeout(seconds)
    if takes:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
    try:
        connection.bind((source, 0))
        connection.connect(("127.0.0.1", port))
    except OSError:
        connection.close()
        raise
    return connection


def request(
    method: str, path: str, body: bytes | None = None, **headers: str | bytes
) -> bytes:
    """Return a request; `content_type` becomes `content-type`."""
    lines = [f"{method} {path} HTTP/1.1".encode(), b"host: koncern"]
    for name, value in headers.items():
        text = value if isinstance(value, bytes) else value.encode()
        lines.append(name.replace("_", "-").encode() + b": " + text)
    if body is not None:
        if "content_type" not in headers:
            lines.append(b"content-type: application/json")
        lines.append(b"content-length: %d" % len(body))
    return b"\r\n".join([*lines, b"", body or b""])


def read_answer(connection: socket.socket) -> Answer:
    """Read one answer; raise OSError when none comes."""
    answer = http.client.HTTPResponse(connection)
    try:
        answer.begin()
        return Answer(answer.status, answer.read())
    except (http.client.HTTPException, ValueError) as trouble:
        raise ConnectionError(str(trouble)) from trouble
    finally:
        answer.close()


def ask(port: int, asked: bytes, source: str = ATTACKER, seconds: float = 60) -> Answer:
    """Send one request over a connection of its own; return its answer."""
    try:
        with connect(port, source, seconds) as connection:
            with suppress(OSError):  # refused before all was sent: the answer is there
                connection.sendall(asked)
            return read_answer(connection)
    except OSError:
        return Answer(0, b"")


def send(port: int, tally: Tally, asked: bytes, seconds: float = 60) -> Answer:
    """Send one request as the attacker, and count it and its answer."""
    tally.sent(len(asked))
    answer = ask(port, asked, seconds=seconds)
    tally.answered(answer.status or NO_ANSWER)
    return answer


def pound(
    port: int, tally: Tally, requests: Iterable[bytes], connections: int = 8
) -> None:
    """Send requests over several connections, each as soon as it is answered."""
    left = _Shared(iter(requests))
    threads = [
        threading.Thread(target=_send_all, args=(port, tally, left), daemon=True)
        for _ in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def held(connections: list[socket.socket]) -> Iterator[None]:
    """Close connections at the end of a block."""
    try:
        yield
    finally:
        for connection in connections:
            connection.close()


class _Shared:
    """An iterator that threads share."""

    def __init__(self, items: Iterator[bytes]) -> None:
        self._items = items
        self._lock = threading.Lock()

    def take(self) -> bytes | None:
        with self._lock:
            return next(self._items, None)


def _send_all(port: int, tally: Tally, left: _Shared) -> None:
    connection: socket.socket | None = None
    while (asked := left.take()) is not None:
        tally.sent(len(asked))
        try:
            connection = connection or connect(port, seconds=30)
            with suppress(ConnectionError):
                connection.sendall(asked)
            tally.answered(read_answer(connection).status)
        except OSError:
            tally.answered(NO_ANSWER)
            if connection:
                connection.close()
            connection = None
    if connection:
        connection.close()
