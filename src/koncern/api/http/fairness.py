"""Fairness: limits on requests and bytes in progress, per client and per worker.

A client is an address, as `KONCERN_PROXIES` tells clients apart. It is not the signed-in
user: the limits apply before sign-in, and a stranger can make many accounts
(docs/decisions/0041).
"""

import asyncio
from functools import partial
from time import monotonic
from typing import Any

from koncern import limits
from koncern.api.http.client_share import Share
from koncern.api.http.header_numbers import read_number
from koncern.api.http.reply import Reply
from koncern.api.http.unread_responses import Peer, Unread
from koncern.base import TooMany, Unavailable
from koncern.people.attempts import network_of

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


class Fairness:
    """Counts requests in progress and bytes held, of each client and of all."""

    def __init__(self, requests_max: int) -> None:
        self._requests_max = requests_max
        self.shares: dict[str, Share] = {}
        self.held = 0
        self.unread = Unread()
        self.acting_max = limits.CLIENT_ACTING
        """How many requests of each client may act now."""
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
                self.acting_max = limits.CLIENT_ACTING_SHARED
            self._latest = key
        elif self._shared_until and monotonic() >= self._shared_until:
            self._shared_until = 0.0
            self.acting_max = limits.CLIENT_ACTING
        share = self.shares.get(key)
        if share is None:
            share = self.shares[key] = Share()
        elif share.held and self.held >= limits.HELD_BYTES:
            raise Overloaded(retry_after_seconds=RETRY_SECONDS)
        elif self._requests_max and (
            share.requests >= self._requests_max
            or share.held >= limits.CLIENT_BYTES
            or (share.full_until and share.full_until > monotonic())
        ):
            raise TooManyAtOnce(retry_after_seconds=RETRY_SECONDS)
        share.requests += 1
        return Visit(self, key, share)

    def end_turn(self, key: str, share: Share) -> None:
        """End a turn: at once, or after all that others have to do now.

        Requests that wait for nothing would else act in one go, however many they are.
        """
        if self._shared_until:
            asyncio.get_running_loop().call_soon(self._pass_turn, key, share)
        else:
            share.pass_turn(self.acting_max)

    def _pass_turn(self, key: str, share: Share) -> None:
        share.pass_turn(self.acting_max)
        self._forget(key, share)

    def _forget(self, key: str, share: Share) -> None:
        if not share.requests and not share.acting and not share.unread:
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
        if held:
            self._give_back(share, held)
        if not share.requests:
            self._forget(key, share)

    def keep_unread(self, key: str, share: Share, size: int, peer: Peer) -> None:
        """Count so many bytes of a response as held until the client has read it."""
        share.unread += size
        count_out = partial(self._count_read, key, share, size)
        self.unread.add(peer, size, monotonic(), count_out)

    def _count_read(self, key: str, share: Share, size: int) -> None:
        share.unread -= size
        self._give_back(share, size)
        self._forget(key, share)

    def _give_back(self, share: Share, held: int) -> None:
        share.held -= held
        self.held -= held
        share.full_until = 0.0


class Visit:
    """One request in progress."""

    __slots__ = ("_acts", "_fairness", "_held", "_key", "_peer", "_size", "share")

    def __init__(self, fairness: Fairness, key: str, share: Share) -> None:
        self._fairness = fairness
        self._key = key
        self.share = share
        self._held = 0
        self._acts = False
        self._peer: Peer | None = None

    def acts_at_once(self) -> bool:
        """Begin this request's turn to act, if it need not wait for it."""
        self._acts = self.share.acts_at_once(self._fairness.acting_max)
        return self._acts

    async def begin_turn(self) -> None:
        """Wait until it is this request's turn to act, and refuse it if that is for nothing."""
        if not self.acts_at_once():
            await self.share.wait_to_act(self._fairness.acting_max)
            self._acts = True
            if self.share.full_until > monotonic():
                raise TooManyAtOnce(retry_after_seconds=RETRY_SECONDS)

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
        if b"transfer-encoding" in headers:
            return self._counted(receive)
        value = headers.get(b"content-length", b"0")
        if len(value) > COUNTED_DIGITS and value.isdigit():
            self.hold(min(read_number(value), most))
        return receive

    def _counted(self, receive: Any) -> Any:
        async def counted() -> Any:
            message = await receive()
            self.hold(len(message.get("body", b"")))
            return message

        return counted

    @property
    def sends_whole(self) -> bool:
        """Whether its response goes out whole although it is not short."""
        return self._peer is not None

    def hold_reply(self, reply: Reply, method: str, scope: Any) -> None:
        """Count the response; one to a write goes out whatever it holds."""
        if reply.pieces is not None:
            self.hold(TRANSIT_BYTES, is_sure=method != "GET")
            return
        body = reply.body = reply.raw()
        size = len(body)
        if size <= limits.PIECE_BYTES:
            return
        try:
            self.hold(size + min(size, TRANSIT_BYTES), is_sure=method != "GET")
        except TooManyAtOnce:
            # What the client asks for next would be made for nothing as well.
            self.share.full_until = monotonic() + RETRY_SECONDS
            raise
        self.try_whole(size, scope)

    def try_whole(self, size: int, scope: Any) -> None:
        """Let a response of medium size go out whole, if its client reads what it gets.

        Its bytes are among those that this request holds.
        """
        may_wait = self.share.unread + size <= limits.UNREAD_CLIENT_BYTES
        if size <= limits.WHOLE_BYTES and may_wait:
            self._size = size
            self._peer = self._fairness.unread.peer_for(size, scope)

    def leave_nothing_unread(self) -> None:
        """Take note that the response went out without its body."""
        self._peer = None

    def leave(self) -> None:
        """Give back all that it held."""
        if self._acts:
            self.end_turn()
        if self._peer is not None:
            # The server has it now; what was held on the way there is free.
            self._held -= self._size
            self._fairness.keep_unread(self._key, self.share, self._size, self._peer)
        self._fairness.leave(self._key, self.share, self._held)
