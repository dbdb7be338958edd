"""Client share: what one client has in progress in a worker, and whose turn it is."""

import asyncio
from collections import deque


class Share:
    """What one client has in progress in this worker.

    Only some of its requests act at one time. The rest wait in its own queue, so that the
    requests of another client do not stand behind all of them.
    """

    __slots__ = (
        "_decoding",
        "acting",
        "full_until",
        "held",
        "requests",
        "unread",
        "waiting",
    )

    def __init__(self) -> None:
        self.requests = 0
        self.held = 0
        self.full_until = 0.0
        """Until when requests are refused, because a response was: for its bytes."""
        self.unread = 0
        """How much of what is held belongs to responses that went out whole."""
        self.acting = 0
        self.waiting: deque[asyncio.Future[None]] = deque()
        self._decoding: asyncio.Lock | None = None

    @property
    def decoding(self) -> asyncio.Lock:
        """What the request has whose large body is decoded now."""
        if self._decoding is None:
            self._decoding = asyncio.Lock()
        return self._decoding

    def acts_at_once(self, most: int) -> bool:
        """Begin to act, if fewer than so many do and no earlier request waits."""
        if self.acting < most and not self.waiting:
            self.acting += 1
            return True
        return False

    async def wait_to_act(self, most: int) -> None:
        """Wait for a turn behind earlier requests."""
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
