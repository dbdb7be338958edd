"""Sending: a reply goes out in one piece or in many, as fast as the client reads.

A client that reads too slowly is cut off: what it does not read would stay in memory.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import monotonic
from typing import Any, NamedTuple

import structlog

from koncern import limits
from koncern.api.http.fairness import Visit
from koncern.api.http.reply import Reply
from koncern.api.http.sockets import hang_ups

log = structlog.get_logger("koncern.api")

PART_BYTES = 2 * limits.PIECE_BYTES
"""What is handed to the server at a time: larger parts cost less, and are held longer."""


class Exchange(NamedTuple):
    """One request and its response, as ASGI has them."""

    scope: Any
    receive: Any
    send: Any

    @property
    def tells_the_end(self) -> bool:
        """Whether `receive` tells when the server has taken the whole response.

        Granian's does; to others `send` takes as long as that takes.
        """
        server = type(getattr(self.receive, "__self__", None)).__module__
        return server.startswith("granian")


async def send_reply(
    exchange: Exchange,
    reply: Reply,
    out: list[tuple[bytes, bytes]],
    headers: dict[bytes, bytes],
    visit: Visit | None = None,
) -> None:
    """Send a reply, without what the client has already or did not ask for.

    A long one goes out in pieces, unless its visit sends it whole.
    """
    method, send = exchange.scope["method"], exchange.send
    body, pieces = reply.raw(), reply.pieces
    length = len(body) if pieces is None else reply.length
    status = reply.status
    etag = reply.etag if reply.version is None else b'"%d"' % reply.version
    if etag is not None:
        out.append((b"etag", etag))
        if method in ("GET", "HEAD") and is_known(headers, etag):
            status, body, pieces, length = 304, b"", None, 0
    if length:
        out.append((b"content-type", reply.content_type))
    if status != 304:
        out.append((b"content-length", b"%d" % length))
    out.append((b"cache-control", reply.cache_control))
    if reply.links:
        links = (f'<{url}>; rel="{name}"' for name, url in reply.links.items())
        out.append((b"link", ", ".join(links).encode()))
    out += [(name.encode(), value.encode()) for name, value in reply.headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": out})
    if method == "HEAD":
        body, pieces = b"", None
    if pieces is not None:
        await _send_pieces(exchange, pieces)
    elif len(body) > limits.PIECE_BYTES and not (visit and visit.sends_whole):
        await send_long(exchange, body)
    else:
        await send({"type": "http.response.body", "body": body})
    if visit and not body:
        visit.leave_nothing_unread()


def is_known(headers: dict[bytes, bytes], etag: bytes) -> bool:
    """Tell whether the client has this version already (RFC 9110, weak comparison)."""
    given = headers.get(b"if-none-match")
    if given is None:
        return False
    tags = [tag.strip().removeprefix(b"W/") for tag in given.split(b",")]
    return etag in tags or tags == [b"*"]


async def send_long(exchange: Exchange, body: bytes) -> None:
    """Send a long body piece by piece, as fast as the client reads it."""
    pace = _Pace()
    try:
        await _send_piece(exchange.send, body, pace)
        await _finish(exchange, pace)
    except TimeoutError:
        _hang_up(exchange)


async def _send_pieces(exchange: Exchange, pieces: AsyncGenerator[bytes, None]) -> None:
    """Send what comes piece by piece, as long as the client is there.

    When something breaks in between, the response stays short of its length: so the
    client sees that it does not have all of it.
    """
    pace = _Pace()
    gone = asyncio.ensure_future(_until_gone(exchange.receive))
    try:
        async with aclosing(pieces):
            await _send_until(gone, exchange.send, pieces, pace)
        await _finish(exchange, pace, gone)
    except TimeoutError:
        _hang_up(exchange)
    except Exception:
        log.exception("response broke off")
    finally:
        gone.cancel()


async def _send_until(
    gone: asyncio.Future[None],
    send: Any,
    pieces: AsyncGenerator[bytes, None],
    pace: "_Pace",
) -> None:
    async for piece in pieces:
        await _send_piece(send, piece, pace)
        if gone.done():
            return


async def _send_piece(send: Any, piece: bytes, pace: "_Pace") -> None:
    for begin in range(0, len(piece), PART_BYTES):
        part = piece[begin : begin + PART_BYTES]
        message = {"type": "http.response.body", "body": part, "more_body": True}
        async with asyncio.timeout(pace.seconds_left()):
            await send(message)
        pace.sent += len(part)


async def _finish(
    exchange: Exchange, pace: "_Pace", gone: asyncio.Future[None] | None = None
) -> None:
    """Wait until the client has read all but what fits into the socket's buffers."""
    if exchange.tells_the_end:
        async with asyncio.timeout(pace.seconds_left()):
            await (gone or _until_gone(exchange.receive))
    await exchange.send({"type": "http.response.body", "body": b""})


def _hang_up(exchange: Exchange) -> None:
    log.info("client reads too slowly", path=exchange.scope["path"])
    hang_ups.add(exchange.scope)


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class _Pace:
    """How long a client may still take for the next piece."""

    __slots__ = ("_start", "sent")

    def __init__(self) -> None:
        self._start = monotonic()
        self.sent = 0

    def seconds_left(self) -> float:
        """Return the seconds: a few for each piece, and on average enough of them."""
        earned = limits.READ_SECONDS + self.sent / limits.READ_BYTES_A_SECOND
        return min(self._start + earned - monotonic(), limits.STALL_SECONDS)
