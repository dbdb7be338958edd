"""Sending: a reply as it goes out, in one piece or in many."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import structlog

from koncern.api.kit.reply import Reply

STALL_SECONDS_MAX = 60
"""How long a client may take for one piece of a long answer."""

log = structlog.get_logger("koncern.api")


async def send_reply(
    send: Any,
    receive: Any,
    reply: Reply,
    out: list[tuple[bytes, bytes]],
    *,
    method: str,
    headers: dict[bytes, bytes],
) -> None:
    """Send a reply, without what the client has already or did not ask for."""
    body = reply.raw()
    pieces = reply.pieces
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
    for name, value in reply.headers.items():
        out.append((name.encode(), value.encode()))
    await send({"type": "http.response.start", "status": status, "headers": out})
    if pieces is not None and method != "HEAD":
        await _send_pieces(send, receive, pieces)
        return
    body = b"" if method == "HEAD" else body
    await send({"type": "http.response.body", "body": body})


def is_known(headers: dict[bytes, bytes], etag: bytes) -> bool:
    """Tell whether the client has this version already (RFC 9110, weak comparison)."""
    given = headers.get(b"if-none-match")
    if given is None:
        return False
    tags = [tag.strip().removeprefix(b"W/") for tag in given.split(b",")]
    return etag in tags or tags == [b"*"]


async def _send_pieces(
    send: Any, receive: Any, pieces: AsyncGenerator[bytes, None]
) -> None:
    """Send piece by piece, as fast as the client takes them and as long as it is there.

    When something breaks in between, the answer stays short of its length: so the
    client sees that it does not have all of it.
    """
    gone = asyncio.ensure_future(_until_gone(receive))
    try:
        async with aclosing(pieces):
            await _send_until(gone, send, pieces)
    except TimeoutError:
        log.info("client takes nothing")
    except Exception:
        log.exception("answer broke off")
    finally:
        gone.cancel()


async def _send_until(
    gone: asyncio.Future[None], send: Any, pieces: AsyncGenerator[bytes, None]
) -> None:
    async for piece in pieces:
        message = {"type": "http.response.body", "body": piece, "more_body": True}
        async with asyncio.timeout(STALL_SECONDS_MAX):
            await send(message)
        if gone.done():
            return
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
