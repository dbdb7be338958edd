"""Observability: one log line and two metrics for each request."""

import asyncio
import logging
import os
import sys
from contextlib import suppress
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

import msgspec
import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from koncern.api.http.routes import Route

REQUESTS = Counter(
    "koncern_requests_total", "Requests answered.", ["operation", "status"]
)
SECONDS = Histogram(
    "koncern_request_seconds",
    "Time from the request's arrival to the end of its answer.",
    ["operation"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

FLUSH_SECONDS = 0.1

_counters: dict[tuple[str, int], Any] = {}
_timers: dict[str, Any] = {}


class _Output:
    """The standard output; what it has no room for is lost, and no request with it.

    A log on a full disk, or a reader that has gone, must not change a response.
    """

    def write(self, lines: bytes) -> None:
        """Write lines, if there is room for them."""
        with suppress(OSError):
            sys.stdout.buffer.write(lines)

    def flush(self) -> None:
        """Hand over what was written."""
        with suppress(OSError):
            sys.stdout.buffer.flush()


def configure_logs(level: str) -> None:
    """Write logs as JSON lines on the standard output."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_serialise),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelName(level.upper())
        ),
        logger_factory=structlog.BytesLoggerFactory(cast("BinaryIO", _Output())),
        cache_logger_on_first_use=True,
    )


def metrics() -> bytes:
    """Return the metrics of all workers, as Prometheus reads them."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def observe(route: Route | None, status: int, seconds: float) -> None:
    """Count an answered request."""
    name = route.name if route else "none"
    counter = _counters.get((name, status))
    if counter is None:
        counter = _counters[name, status] = REQUESTS.labels(name, str(status))
    timer = _timers.get(name)
    if timer is None:
        timer = _timers[name] = SECONDS.labels(name)
    counter.inc()
    timer.observe(seconds)


class Line(msgspec.Struct, kw_only=True):
    """What the log says of one request."""

    event: str = "request"
    level: str = "info"
    timestamp: datetime
    method: str
    path: str
    status: int
    milliseconds: float
    request_id: str
    app: UUID | None = None
    actor: str | None = None
    client: str | None = None


class AccessLog:
    """One line for each request, written a tenth of a second's worth at a time.

    Encoding the line by itself takes a sixth of what the general logger takes, and a
    system call for each would cost as much again.
    """

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._encode = msgspec.json.Encoder().encode
        self._output = _Output()

    def write(self, line: Line) -> None:
        """Add a line, and see to it that it is written soon."""
        if not self._lines:
            asyncio.get_running_loop().call_later(FLUSH_SECONDS, self.flush)
        self._lines.append(self._encode(line))

    def flush(self) -> None:
        """Write what has been added."""
        if self._lines:
            lines, self._lines = self._lines, []
            self._output.write(b"\n".join(lines) + b"\n")
            self._output.flush()


def _serialise(event: Any, **_: Any) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)
