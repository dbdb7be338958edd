"""Body reader: the body of a request, whole or piece by piece, within its limits.

A body that is too large is refused as soon as that shows, and so is one that comes too
slowly: a client that sends a byte now and then must not hold memory for ever.
"""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any, cast

from koncern import limits
from koncern.api.http.bodies import (
    BodyCutShort,
    BodyInTinyChunks,
    BodyTooLarge,
    BodyTooSlow,
)
from koncern.api.http.header_numbers import content_length


def has_body(headers: dict[bytes, bytes]) -> bool:
    """Tell whether a request says that it has a body."""
    value = headers.get(b"content-length", b"0")
    return b"transfer-encoding" in headers or value.strip(b"0") != b""


async def read_body(headers: dict[bytes, bytes], receive: Any, most: int) -> bytes:
    """Read the body, refusing one that is too large as soon as it shows."""
    value = content_length(headers)
    if value == 0:
        return b""
    too_large = BodyTooLarge(f"{BodyTooLarge.sentence()} At most {most} bytes.")
    if value is not None and value > most:
        raise too_large
    try:
        async with asyncio.timeout(limits.BODY_FIRST_SECONDS) as deadline:
            return await _receive(receive, most, too_large, deadline)
    except TimeoutError:
        raise BodyTooSlow from None


async def _receive(
    receive: Any, most: int, too_large: BodyTooLarge, deadline: asyncio.Timeout
) -> bytes:
    chunks: list[bytes] = []
    came = 0
    start = asyncio.get_running_loop().time()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BodyCutShort
        chunk = cast("bytes", message.get("body", b""))
        chunks.append(chunk)
        came += len(chunk)
        if came > most:
            raise too_large
        if not message.get("more_body"):
            return chunk if len(chunks) == 1 else b"".join(chunks)
        if _are_tiny(len(chunks), came):
            raise BodyInTinyChunks
        earned = limits.BODY_FIRST_SECONDS + came / limits.BODY_BYTES_A_SECOND
        deadline.reschedule(start + min(earned, limits.BODY_SECONDS))


def _are_tiny(chunks: int, came: int) -> bool:
    """Tell whether a body costs more for its chunks than it does for its bytes."""
    return chunks > limits.BODY_CHUNKS + came // limits.CHUNK_BYTES


class BodyStream:
    """A body that is taken piece by piece, and never lies in memory as a whole."""

    def __init__(self, receive: Any, headers: dict[bytes, bytes], most: int) -> None:
        self._receive = receive
        self._most = most + limits.FORM_BYTES
        self._came = self._chunks = 0
        self._is_over = False
        self._told = content_length(headers) or 0
        self._is_held_back = headers.get(b"expect", b"").lower() == b"100-continue"
        self.too_large = BodyTooLarge(
            f"{BodyTooLarge.sentence()} At most {most} bytes."
        )

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the pieces as they come."""
        if self._told > self._most:
            raise self.too_large
        start = monotonic()
        while not self._is_over:
            piece = await self._next(start)
            if self._came > self._most:
                raise self.too_large
            if _are_tiny(self._chunks, self._came):
                raise BodyInTinyChunks
            if piece:
                yield piece

    async def drain(self) -> None:
        """Let the rest of a refused body pass for a while.

        A client that is cut off while it sends may never read why; one that asked
        before it sends (`Expect`) has its answer, and sends nothing.
        """
        if self._is_over or (self._is_held_back and not self._came):
            return
        most = self._came + 2 * self._most
        try:
            async with asyncio.timeout(limits.DRAIN_SECONDS):
                while not self._is_over and not self._is_tried(most):
                    await self._take()
        except (TimeoutError, BodyCutShort):
            return

    def _is_tried(self, most: int) -> bool:
        return self._came >= most or _are_tiny(self._chunks, self._came)

    async def _next(self, start: float) -> bytes:
        """Wait for the next piece, as long as the ones before have earned."""
        earned = limits.BODY_SECONDS + self._came / limits.FILE_BYTES_A_SECOND
        left = min(start + earned - monotonic(), limits.BODY_SECONDS)
        try:
            async with asyncio.timeout(left):
                return await self._take()
        except TimeoutError:
            raise BodyTooSlow from None

    async def _take(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._is_over = True
            raise BodyCutShort
        piece = cast("bytes", message.get("body", b""))
        self._came += len(piece)
        self._chunks += 1
        self._is_over = not message.get("more_body")
        return piece
