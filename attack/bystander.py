"""The other clients: one with a connection of its own, and one that comes new each time."""

import http.client
import time
from collections.abc import Iterator
from typing import NamedTuple

from attack.wire import BYSTANDER, NEWCOMER, ask, request

EVERY_SECONDS = 0.02
PATIENCE_SECONDS = 30


class Took(NamedTuple):
    """When a request was sent, how long its answer took, and its status."""

    at: float
    seconds: float
    status: int


class Bystander:
    """Reads one company fifty times a second over one connection.

    It waits for each answer, so a service that stops for seconds would spoil one request
    of it only. `p99_ms` therefore counts the requests as well that were due meanwhile, each
    as late as it would have been.
    """

    def __init__(self, port: int, path: str, authorization: str) -> None:
        self._port = port
        self._path = path
        self._headers = {"authorization": authorization}
        self._line = self._open()
        self._due = self._asked = time.monotonic()
        self.took: list[Took] = []

    def ask(self) -> None:
        """Wait until the next request is due, send it, and keep what it took."""
        time.sleep(max(0, self._due - time.monotonic()))
        self._asked = start = time.monotonic()
        try:
            self._line.request("GET", self._path, headers=self._headers)
            answer = self._line.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            status = 0
            self._line.close()
            self._line = self._open()
        end = time.monotonic()
        self.took.append(Took(start, end - start, status))
        self._due = max(start + EVERY_SECONDS, end)

    def end(self) -> None:
        """Count the request that is under way, if it has had no answer for long."""
        if (waited := time.monotonic() - self._asked) > 1:
            self.took.append(Took(self._asked, waited, 0))

    def _open(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(
            "127.0.0.1", self._port, PATIENCE_SECONDS, source_address=(BYSTANDER, 0)
        )


class Newcomer:
    """Opens a connection every second: a client that was not there before."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.took: list[Took] = []

    def ask(self) -> None:
        """Ask over a new connection, and keep what it took."""
        start = time.monotonic()
        asked = request("GET", "/health/live", connection="close")
        answer = ask(self._port, asked, NEWCOMER, PATIENCE_SECONDS)
        self.took.append(Took(start, time.monotonic() - start, answer.status))
        time.sleep(1)


def p99_ms(took: list[Took], start: float, end: float) -> float:
    """Return the 99th percentile of what was sent or due in a time, in milliseconds."""
    within = sorted(
        seconds
        for each in took
        if start <= each.at <= end
        for seconds in _with_due_ones(each.seconds)
    )
    if not within:
        return 0
    return within[min(len(within) - 1, int(len(within) * 0.99))] * 1000


def _with_due_ones(seconds: float) -> Iterator[float]:
    """Return what a request took, and what those took that were due meanwhile."""
    yield seconds
    while (seconds := seconds - EVERY_SECONDS) > 0:
        yield seconds
