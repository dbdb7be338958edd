"""Rate limits: so many requests a minute of one actor.

A fixed window, counted in this process for its share of the whole: exact enough to
keep one client from starving the others, and a microsecond a request.
"""

import time
from collections.abc import Sequence

from koncern.base import Actor, TooMany

WINDOW_SECONDS = 60


class RateExceeded(TooMany):
    """More requests in this minute than allowed: wait as long as `Retry-After` says."""


class RateLimit:
    """Counts the requests of each actor in the present window."""

    def __init__(self, per_minute: int, workers: int) -> None:
        self._most = -(-per_minute // workers)
        self._window = 0
        self._counts: dict[str, int] = {}
        policy = f'"minute";q={per_minute};w={WINDOW_SECONDS}'
        self._policy = b"ratelimit-policy", policy.encode()

    def count(self, actor: Actor) -> Sequence[tuple[bytes, bytes]]:
        """Count a request; return what headers say of it, none when unlimited."""
        if not self._most:
            return ()
        now = time.monotonic()
        window = int(now / WINDOW_SECONDS)
        if window != self._window:
            self._window = window
            self._counts = {}
        used = self._counts.get(actor.id, 0) + 1
        self._counts[actor.id] = used
        seconds = WINDOW_SECONDS - int(now % WINDOW_SECONDS)
        if used > self._most:
            raise RateExceeded(retry_after_seconds=seconds)
        left = b'"minute";r=%d;t=%d' % (self._most - used, seconds)
        return self._policy, (b"ratelimit", left)
