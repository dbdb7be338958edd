"""Fairness: limits on requests and bytes in progress, per client and per worker.

A client is an address, as `KONCERN_PROXIES` tells clients apart. It is not the signed-in
user: the limits apply before sign-in, and a stranger can make many accounts
(docs/decisions/0041).
"""

import asyncio
from collections import deque
from typing import Any

from koncern import limits
from koncern.api.kit.lengths import read_number
from koncern.api.kit.reply import Reply
from koncern.attempts import network_of
from koncern.base import TooMany, Unavailable

TRANSIT_BYTES = 8 * limits.PIECE_BYTES
"""What lies between a response and the network, in buffers of the server."""

COUNTED_DIGITS = 4
"""A body whose length has no more digits is limited by the number of requests."""

RETRY_SECONDS = 2


class TooManyAtOnce(TooMany):
    """Your client has too many requests or bytes in progress: wait for responses, then retry."""


class Overloaded(Unavailable):
    """The server is busy with slow clients. Nothing was changed; try again later."""


class Share:
    """What one client has in progress in this worker.

    Only some of its requests act at one time: fewer of those that weigh more. The rest wait
    in its own queue, so that another client's requests do not stand behind all of them.
    """

    __slots__ = ("acting", "held", "requests", "waiting")

    def __init__(self) -> None:
        self.requests = 0
        self.held = 0
        self.acting = 0
        self.waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    def may_act(self, weight: int) -> bool:
        """Count one more request as acting, unless enough of them are."""
        if self.waiting or (
            self.acting and self.acting + weight > limits.CLIENT_ACTING
        ):
            return False
        self.acting += weight
        return True

    async def wait_to_act(self, weight: int) -> None:
        """Wait until earlier requests of this client are done, and take a turn."""
        turn = asyncio.get_running_loop().create_future()
        self.waiting.append((weight, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.pass_turn(weight)
            raise

    def pass_turn(self, weight: int) -> None:
        """End a turn, and begin those of the next requests of this client that fit."""
        self.acting -= weight
        while self.waiting:
            next_weight, turn = self.waiting[0]
            if self.acting and self.acting + next_weight > limits.CLIENT_ACTING:
                return
            self.waiting.popleft()
            if not turn.done():
                self.acting += next_weight
                turn.set_result(None)


class Fairness:
    """Counts requests in progress and bytes held, of each client and of all."""

    def __init__(self, requests_max: int) -> None:
        self._requests_max = requests_max
        self.shares: dict[str, Share] = {}
        self.held = 0

    def enter(self, client: str | None) -> "Visit":
        """Let a request in, before it has done anything, or refuse it."""
        if self.held >= limits.HELD_BYTES:
            raise Overloaded(retry_after_seconds=RETRY_SECONDS)
        key = client or ""
        if ":" in key:  # an IPv6 address, or a port behind the address
            key = network_of(key)
        share = self.shares.get(key)
        if share is None:
            share = self.shares[key] = Share()
        elif self._requests_max and (
            share.requests >= self._requests_max or share.held >= limits.CLIENT_BYTES
        ):
            raise TooManyAtOnce(retry_after_seconds=RETRY_SECONDS)
        share.requests += 1
        return Visit(self, key, share)

    def hold(self, share: Share, count: int, *, is_sure: bool) -> None:
        """Count bytes as held, or refuse them if they are too many and not sure to be sent."""
        if not is_sure:
            if self.held + count > limits.HELD_BYTES:
                raise Overloaded(retry_after_seconds=RETRY_SECONDS)
            if self._requests_max and share.held + count > limits.CLIENT_BYTES:
                raise TooManyAtOnce(retry_after_seconds=RETRY_SECONDS)
        self.held += count
        share.held += count

    def leave(self, key: str, share: Share, held: int) -> None:
        """Count a request as done, with all that it held."""
        share.requests -= 1
        share.held -= held
        self.held -= held
        if not share.requests:
            del self.shares[key]


class Visit:
    """One request in progress."""

    __slots__ = ("_fairness", "_held", "_key", "share")

    def __init__(self, fairness: Fairness, key: str, share: Share) -> None:
        self._fairness = fairness
        self._key = key
        self.share = share
        self._held = 0

    def hold(self, count: int, *, is_sure: bool = False) -> None:
        """Count bytes that this request holds until it is done."""
        self._fairness.hold(self.share, count, is_sure=is_sure)
        self._held += count

    def watched(self, receive: Any, headers: dict[bytes, bytes], most: int) -> Any:
        """Return `receive`, counting the bytes of a body that has at most so many.

        A body with a Content-Length counts from the start, so that it is refused before
        it arrives; a chunked one counts as it arrives. Small ones are not counted.
        """
        told = headers.get(b"content-length", b"0")
        if b"transfer-encoding" in headers:
            return self._counted(receive)
        if len(told) > COUNTED_DIGITS and told.isdigit():
            self.hold(min(read_number(told), most))
        return receive

    def _counted(self, receive: Any) -> Any:
        async def counted() -> Any:
            message = await receive()
            self.hold(len(message.get("body", b"")))
            return message

        return counted

    def hold_reply(self, reply: Reply, method: str) -> None:
        """Count the response; one to a write goes out whatever it holds."""
        if reply.pieces is not None:
            self.hold(TRANSIT_BYTES, is_sure=method != "GET")
            return
        body = reply.body = reply.raw()
        size = len(body)
        if size > limits.PIECE_BYTES:
            self.hold(size + min(size, TRANSIT_BYTES), is_sure=method != "GET")

    def leave(self) -> None:
        """Give back all that it held."""
        self._fairness.leave(self._key, self.share, self._held)
