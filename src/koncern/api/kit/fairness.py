"""Fairness: limits on requests and bytes in progress, per client and per worker.

A client is an address, as `KONCERN_PROXIES` tells clients apart. It is not the signed-in
user: the limits apply before sign-in, and a stranger can make many accounts
(docs/decisions/0041).
"""

import asyncio
from collections import deque
from time import monotonic
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

SMALL_BODY_BYTES = 4 * limits.KIB
"""A larger body is decoded beside the event loop: of one client, one at a time is."""

SHARED_SECONDS = 2.0
"""A client is alone in a worker if no other one had a request for so long."""


class TooManyAtOnce(TooMany):
    """Your client has too many requests or bytes in progress: wait for responses, then retry."""


class Overloaded(Unavailable):
    """The server is busy with slow clients. Nothing was changed; try again later."""


class Share:
    """What one client has in progress in this worker.

    Only some of its requests act at one time. The rest wait in its own queue, so that the
    requests of another client do not stand behind all of them.
    """

    __slots__ = ("_decoding", "acting", "held", "requests", "waiting")

    def __init__(self) -> None:
        self.requests = 0
        self.held = 0
        self.acting = 0
        self.waiting: deque[asyncio.Future[None]] = deque()
        self._decoding: asyncio.Lock | None = None

    @property
    def decoding(self) -> asyncio.Lock:
        """What the request has whose large body is decoded now."""
        if self._decoding is None:
            self._decoding = asyncio.Lock()
        return self._decoding

    async def wait_to_act(self, most: int) -> None:
        """Act now if fewer than so many do, or wait for a turn behind earlier requests."""
        if self.acting < most and not self.waiting:
            self.acting += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self.waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.pass_turn(most)
            raise

    def pass_turn(self, most: int) -> None:
        """End a request's turn, and let the next ones act, up to so many."""
        self.acting -= 1
        while self.waiting and self.acting < most:
            turn = self.waiting.popleft()
            if not turn.done():
                self.acting += 1
                turn.set_result(None)


class Fairness:
    """Counts requests in progress and bytes held, of each client and of all."""

    def __init__(self, requests_max: int) -> None:
        self._requests_max = requests_max
        self.shares: dict[str, Share] = {}
        self.held = 0
        self._latest: str | None = None
        self._shared_until = 0.0

    def enter(self, client: str | None) -> "Visit":
        """Let a request in, before it has done anything, or refuse it.

        While all that may be held is, only clients that hold nothing may ask for little.
        """
        key = client or ""
        if ":" in key:
            key = network_of(key)
        if key != self._latest:
            if self._latest is not None:
                self._shared_until = monotonic() + SHARED_SECONDS
            self._latest = key
        share = self.shares.get(key)
        if share is None:
            share = self.shares[key] = Share()
        elif share.held and self.held >= limits.HELD_BYTES:
            raise Overloaded(retry_after_seconds=RETRY_SECONDS)
        elif self._requests_max and (
            share.requests >= self._requests_max or share.held >= limits.CLIENT_BYTES
        ):
            raise TooManyAtOnce(retry_after_seconds=RETRY_SECONDS)
        share.requests += 1
        return Visit(self, key, share)

    def acting_max(self) -> int:
        """Return how many requests of each client may act now."""
        if monotonic() < self._shared_until:
            return limits.CLIENT_ACTING_SHARED
        return limits.CLIENT_ACTING

    def end_turn(self, key: str, share: Share) -> None:
        """End a turn: at once, or after all that others have to do now.

        Requests that wait for nothing would else act in one go, however many they are.
        """
        most = self.acting_max()
        if most == limits.CLIENT_ACTING:
            share.pass_turn(most)
        else:
            asyncio.get_running_loop().call_soon(self._pass_turn, key, share)

    def _pass_turn(self, key: str, share: Share) -> None:
        share.pass_turn(self.acting_max())
        self._forget(key, share)

    def _forget(self, key: str, share: Share) -> None:
        if not share.requests and not share.acting:
            self.shares.pop(key, None)

    def hold(self, share: Share, count: int, *, is_sure: bool) -> None:
        """Count bytes as held, unless that is too much; what is sure is held anyway."""
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
        self._forget(key, share)


class Visit:
    """One request in progress."""

    __slots__ = ("_acts", "_fairness", "_held", "_key", "share")

    def __init__(self, fairness: Fairness, key: str, share: Share) -> None:
        self._fairness = fairness
        self._key = key
        self.share = share
        self._held = 0
        self._acts = False

    async def begin_turn(self) -> None:
        """Wait until it is this request's turn to act."""
        await self.share.wait_to_act(self._fairness.acting_max())
        self._acts = True

    def end_turn(self) -> None:
        """Let the next request of this client act, if it is this one's turn."""
        if self._acts:
            self._acts = False
            self._fairness.end_turn(self._key, self.share)

    def hold(self, count: int, *, is_sure: bool = False) -> None:
        """Count bytes that this request holds until it is done."""
        self._fairness.hold(self.share, count, is_sure=is_sure)
        self._held += count

    def watched(self, receive: Any, headers: dict[bytes, bytes], most: int) -> Any:
        """Return what receives the request's body, of so many bytes at most, counted.

        One that tells its length counts from the start, so that it is refused before
        it has come; a chunked one counts as it comes. Small ones are not counted.
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
        self.end_turn()
        self._fairness.leave(self._key, self.share, self._held)
