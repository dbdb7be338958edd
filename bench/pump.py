"""A load generator for machines without wrk: HTTP/1.1 over kept connections.

`python -m bench.pump port requests seconds connections` prints one line of JSON.
"""

import asyncio
import json
import sys
from collections import Counter
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import cast

import uvloop

CONTENT_LENGTH = b"content-length:"


def read(path: Path) -> list[bytes]:
    """Return the requests of a file, each of which stands behind its length."""
    requests: list[bytes] = []
    with path.open("rb") as file:
        while line := file.readline():
            requests.append(file.read(int(line)))
    return requests


class Pump:
    """Sends requests one after the other, and keeps how each was answered."""

    def __init__(self, requests: list[bytes], seconds: float) -> None:
        self._requests = cycle(requests)
        self.start = perf_counter()
        self.end = self.start + seconds
        self.latencies: list[float] = []
        self.statuses: Counter[bytes] = Counter()
        self.lost = 0

    def next(self) -> bytes | None:
        """Return the next request, None when the time is over."""
        return next(self._requests) if perf_counter() < self.end else None

    def told(self) -> dict[str, float]:
        """Tell what came of it."""
        seconds = perf_counter() - self.start
        latencies = sorted(self.latencies) or [0.0]
        refused = sum(
            number for status, number in self.statuses.items() if status[:1] != b"2"
        )
        return {
            "requests": len(self.latencies),
            "seconds": seconds,
            "p50_ms": latencies[len(latencies) // 2] * 1000,
            "p99_ms": latencies[len(latencies) * 99 // 100] * 1000,
            "max_ms": latencies[-1] * 1000,
            "unexpected": refused + self.lost,
            "refused": refused,
            "lost": self.lost,
        }


class Talk(asyncio.Protocol):
    """One connection: a request goes out when the answer before it is whole."""

    def __init__(self, pump: Pump, over: asyncio.Future[None]) -> None:
        self._pump = pump
        self._over = over
        self._answer = b""
        self._missing = -1
        self._waits = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        # uvloop's transports are none of asyncio's classes, but act like them.
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        """Read an answer: its head first, then as much as that announces."""
        if self._missing < 0:
            self._answer += data
            head, end, body = self._answer.partition(b"\r\n\r\n")
            if not end:
                return
            self._pump.statuses[head[9:12]] += 1
            self._missing = _length(head) - len(body)
        else:
            self._missing -= len(data)
        if self._missing <= 0:
            self._pump.latencies.append(perf_counter() - self._sent)
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's form
        """End; a request that waits for its answer is lost."""
        self._pump.lost += self._waits
        if not self._over.done():
            self._over.set_result(None)

    def _send(self) -> None:
        request = self._pump.next()
        self._waits = request is not None
        if request is None:
            self._transport.close()
            return
        self._answer, self._missing = b"", -1
        self._sent = perf_counter()
        self._transport.write(request)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(CONTENT_LENGTH):
            return int(line[len(CONTENT_LENGTH) :])
    raise ValueError("an answer does not tell its length")


async def pump(port: int, path: Path, seconds: float, connections: int) -> None:
    """Send the requests of a file, and print what came of it."""
    loop = asyncio.get_running_loop()
    work = Pump(read(path), seconds)
    ends: list[asyncio.Future[None]] = [
        loop.create_future() for _ in range(connections)
    ]
    for end in ends:
        await loop.create_connection(
            lambda end=end: Talk(work, end),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
    await asyncio.gather(*ends)
    print(json.dumps(work.told()))


if __name__ == "__main__":
    uvloop.run(
        pump(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
    )
