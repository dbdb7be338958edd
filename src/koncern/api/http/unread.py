"""Unread: responses that went out whole, and that their clients may not have read yet.

The HTTP server takes a response at once and does not tell when the client has read it. To
wait for that costs a fifth of a list (docs/decisions/0048). So a response of medium size
goes out whole, and its bytes count until the kernel has nothing left to send on its
connection, or until two more went out there: the server holds no more than two of one.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

Peer: TypeAlias = tuple[str, int]
"""The client's end of a connection: address and port."""

PER_CONNECTION = 2


class _Response(NamedTuple):
    sent_at: float
    count_out: Callable[[], None]


class Unread:
    """The responses of one worker that went out whole, by connection."""

    def __init__(self) -> None:
        self._responses: dict[Peer, list[_Response]] = {}
        self.is_watched = False
        """Whether somebody calls `settle` now and then."""

    def watched(self, scope: Any) -> Peer | None:
        """Return a request's connection, if it is looked at."""
        return peer_of(scope) if self.is_watched else None

    def add(self, peer: Peer, sent_at: float, count_out: Callable[[], None]) -> None:
        """Take note of a response; `count_out` is called when it has been read."""
        responses = self._responses.setdefault(peer, [])
        responses.append(_Response(sent_at, count_out))
        if len(responses) > PER_CONNECTION:
            responses.pop(0).count_out()

    def settle(self, waiting: set[Peer], looked_at: float) -> None:
        """Count out what was sent before a look at the connections found nothing waiting."""
        for peer in [peer for peer in self._responses if peer not in waiting]:
            responses = self._responses.pop(peer)
            left = [each for each in responses if each.sent_at >= looked_at]
            if left:
                self._responses[peer] = left
            for each in responses[: len(responses) - len(left)]:
                each.count_out()


def peer_of(scope: Any) -> Peer | None:
    """Return the client's end of a request's connection; None of a socket without one."""
    client = scope.get("client")
    return (client[0], int(client[1])) if client else None
