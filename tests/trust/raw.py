"""Requests as bytes, for what no client library would send."""

import base64
import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from test_disconnect import connected

from koncern.base import Scope
from world import World


class Answer(NamedTuple):
    """What came back: the status and the problem document, if it is one."""

    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str:
        """The code of the failure."""
        return str(self.body.get("code"))

    @property
    def pointers(self) -> list[str]:
        """The places that `errors` names."""
        return [each["pointer"] for each in self.body.get("errors", [])]


def basic(world: World, scope: Scope = Scope.ADMIN) -> str:
    """Return the Authorization header of a new credential."""
    pair = ":".join(world.credential(scope))
    return f"authorization: Basic {base64.b64encode(pair.encode()).decode()}"


def send(
    world: World, request: str, lines: Iterable[str] = (), body: bytes = b""
) -> Answer:
    """Send a request with header lines just as they are, and read the answer."""
    with connected(world) as connection:
        whole = [f"{request} HTTP/1.1", "host: koncern", "connection: close", *lines]
        connection.sendall("\r\n".join([*whole, "", ""]).encode("latin-1"))
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(body)
        return _read(connection)


def with_body(body: bytes, *lines: str) -> list[str]:
    """Return the header lines of a JSON body."""
    return ["content-type: application/json", f"content-length: {len(body)}", *lines]


def chunked(chunks: Iterable[bytes]) -> bytes:
    """Return chunks as `Transfer-Encoding: chunked` has them."""
    return (
        b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in chunks) + b"0\r\n\r\n"
    )


def _read(connection: Any) -> Answer:
    came = b""
    while piece := connection.recv(65_536):
        came += piece
    head, _, body = came.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    return Answer(status, json.loads(body) if body.startswith(b"{") else {})
