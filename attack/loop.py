"""How long the worker's loop stops, seen from outside, in CPU time of its thread.

The product carries no gauge for this, and wall time says little on a busy machine: a
thread that waits for a core has not stopped anybody. So a probe asks for /health/live, whose
handler waits for nothing, every five milliseconds, and the CPU time of the loop's thread is
read from /proc/PID/task/TID/schedstat (nanoseconds) before the question is sent and after
the answer has come.

Why the difference bounds the longest stretch between two turns of the loop:

- *From below.* While the loop is in one long stretch, the probe that was sent in it is
  answered after it only. At most five milliseconds of the stretch ran before the probe was
  sent. So the largest difference is at least the longest stretch less 5 ms.
- *From above.* The question waits for the end of the turn that the loop is in; its handler
  runs in the next turn, and the answer is sent in that one or the one after. Everything
  that is ready runs once a turn, in order, so nothing overtakes. The difference is at most
  three turns and never more than all that the thread did meanwhile.

So a figure under the limit proves that the limit was kept, and one over three times the
limit proves that it was not. Figures between were never seen without one long stretch.
The loop also stops while another thread keeps it from running: a thread of the HTTP server
that holds the interpreter, or that is too busy to hand requests over. In this time the
loop's thread neither runs nor waits for a core (schedstat's second figure). What those
threads ran meanwhile, at most as long as the loop was so kept, is added. Threads that were
made after the start (they compute passwords, or read files) are no part of this: they leave
the interpreter to the loop every few milliseconds.

A probe that is not answered in time counts as well, unless the loop had nothing to do for
most of that time: then it says nothing of a stretch, and is counted as silence.
"""

import http.client
import time
from pathlib import Path
from typing import NamedTuple, TypeAlias

from attack.wire import PROBE

EVERY_SECONDS = 0.005
PATIENCE_SECONDS = 30
FREE_SHARE = 0.5
NANOSECONDS_IN_MS = 1_000_000


class Stop(NamedTuple):
    """When a probe was sent, how long its answer took, and how long the loop stopped."""

    at: float
    seconds: float
    cpu_ms: float


class Spent(NamedTuple):
    """What a thread has run, and waited for a core, in milliseconds."""

    ran: float
    waited: float


def spent(process: int, thread: int) -> Spent:
    """Return what a thread has spent so far; zero when it is gone."""
    try:
        text = Path(f"/proc/{process}/task/{thread}/schedstat").read_text()
    except OSError:
        return Spent(0, 0)
    ran, waited, _ = text.split()
    return Spent(int(ran) / NANOSECONDS_IN_MS, int(waited) / NANOSECONDS_IN_MS)


Reading: TypeAlias = tuple[float, Spent, list[float]]
"""A time, what the loop's thread had spent then, and what the server's others had run."""


class Threads:
    """The loop's thread, which is the worker's main one, and the HTTP server's."""

    def __init__(self, worker: int, servers: tuple[int, ...]) -> None:
        self._worker = worker
        self._servers = [thread for thread in servers if thread != worker]

    def read(self) -> Reading:
        """Return the time, what the loop has spent, and what the others have run."""
        others = [spent(self._worker, thread).ran for thread in self._servers]
        return time.monotonic(), spent(self._worker, self._worker), others


def stop_ms(before: Reading, after: Reading) -> float:
    """Return how long the loop can have stopped between two readings."""
    ran, kept, others = _parts(before, after)
    return ran + min(kept, others)


def was_free(before: Reading, after: Reading) -> bool:
    """Tell whether the loop had nothing to do for most of the time."""
    _, kept, others = _parts(before, after)
    wall_ms = (after[0] - before[0]) * 1000
    return max(0, kept - others) > wall_ms * FREE_SHARE


def _parts(before: Reading, after: Reading) -> tuple[float, float, float]:
    """Return what the loop ran, how long it was kept from it, and what others ran."""
    ran = after[1].ran - before[1].ran
    waited = after[1].waited - before[1].waited
    kept = max(0.0, (after[0] - before[0]) * 1000 - ran - waited)
    others = (last - first for first, last in zip(before[2], after[2], strict=True))
    return ran, kept, max(others, default=0)


class Probe:
    """Asks for /health/live again and again, over one connection."""

    def __init__(self, port: int, threads: Threads) -> None:
        self._port = port
        self._threads = threads
        self._line = self._open()
        self._asked = threads.read()
        self.stops: list[Stop] = []
        self.silences: list[Stop] = []

    def ask(self) -> None:
        """Ask once, and keep what it took."""
        self._asked = before = self._threads.read()
        start = before[0]
        try:
            self._line.request("GET", "/health/live")
            self._line.getresponse().read()
        except (OSError, http.client.HTTPException):
            self._keep_silence(before)
            self._line.close()
            self._line = self._open()
            time.sleep(0.05)
            return
        after = self._threads.read()
        self.stops.append(Stop(start, after[0] - start, stop_ms(before, after)))
        time.sleep(EVERY_SECONDS)

    def end(self) -> None:
        """Count the question that is under way, if it has had no answer for long."""
        if time.monotonic() - self._asked[0] > 1:
            self._keep_silence(self._asked)

    def _keep_silence(self, before: Reading) -> None:
        after = self._threads.read()
        stop = Stop(before[0], after[0] - before[0], stop_ms(before, after))
        says_nothing = stop.seconds < 1 or was_free(before, after)
        (self.silences if says_nothing else self.stops).append(stop)

    def _open(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(
            "127.0.0.1", self._port, PATIENCE_SECONDS, source_address=(PROBE, 0)
        )
