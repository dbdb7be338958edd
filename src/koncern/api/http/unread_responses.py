"""Unread responses: sent whole, and perhaps not read by their clients yet.

The HTTP server takes a response at once and does not tell when the client has read it. To
wait for that costs a fifth of a list (docs/decisions/0048). So a response of medium size
goes out whole, and its bytes count until the kernel has nothing left to send on its
connection, or until two more went out there: the server holds no more than two of one.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from koncern import limits

Peer: TypeAlias = tuple[str, int]
"""The client's end of a connection: address and port."""

PER_CONNECTION = 2

HAND_OVER_SECONDS = 1.0
"""A response that is younger may not be in the kernel yet: a look does not see it."""


class _Response(NamedTuple):
    sent_at: float
    size: int
    count_out: Callable[[], None]


class _Connection:
    """The responses of one connection, and how much it had taken at a look."""

    __slots__ = ("looked_at", "responses", "taken")

    def __init__(self) -> None:
        self.responses: list[_Response] = []
        self.taken: int | None = None
        self.looked_at = 0.0

    def read_before(self, taken: int, looked_at: float) -> float:
        """Return up to which time its responses have been read, though something waits.

        If it has taken more since a look than could wait then, all of that was read.
        """
        if self.taken is not None and taken >= self.taken:
            waited = sum(each.size for each in self.responses) + limits.PIECE_BYTES
            if taken - self.taken < waited:
                return 0.0
            before, self.taken = self.looked_at, None
            return before
        self.taken, self.looked_at = taken, looked_at
        return 0.0


class Unread:
    """The responses of one worker that went out whole, by connection."""

    def __init__(self) -> None:
        self._connections: dict[Peer, _Connection] = {}
        self.size = 0
        """How many bytes they have together."""
        self.is_watched = False
        """Whether somebody looks at the connections now and then."""
        self.is_full = False
        """Whether a response found no room since the last look: the next one is due."""

    def peer_for(self, size: int, scope: Any) -> Peer | None:
        """Return a request's connection, if its response may go out whole."""
        if not self.is_watched:
            return None
        if self.size + size > limits.UNREAD_WORKER_BYTES:
            self.is_full = True
            return None
        return peer_of(scope)

    def add(
        self, peer: Peer, size: int, sent_at: float, count_out: Callable[[], None]
    ) -> None:
        """Take note of a response; `count_out` is called when it has been read."""
        connection = self._connections.setdefault(peer, _Connection())
        connection.responses.append(_Response(sent_at, size, count_out))
        self.size += size
        if len(connection.responses) > PER_CONNECTION:
            self._count_out(connection.responses.pop(0))

    def settle(self, waiting: Mapping[Peer, int], looked_at: float) -> None:
        """Count out what has been read, after a look at the connections.

        `waiting` has the connections on which something waits, and how many bytes their
        clients have taken so far.
        """
        self.is_full = False
        for peer, connection in [*self._connections.items()]:
            taken = waiting.get(peer)
            read_before = (
                looked_at if taken is None else connection.read_before(taken, looked_at)
            )
            responses = connection.responses
            while responses and responses[0].sent_at < read_before - HAND_OVER_SECONDS:
                self._count_out(responses.pop(0))
            if not responses:
                del self._connections[peer]

    def stop(self) -> None:
        """Count everything out, and let nothing go out whole any more."""
        self.is_watched = False
        self.settle({}, float("inf"))

    def _count_out(self, response: _Response) -> None:
        self.size -= response.size
        response.count_out()


def peer_of(scope: Any) -> Peer | None:
    """Return the client's end of a request's connection; None of a socket without one."""
    client = scope.get("client")
    return (client[0], int(client[1])) if client else None
