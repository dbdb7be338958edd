"""Watching: one log line and two metrics for each request."""

import logging
import sys
from typing import Any

import msgspec
import structlog
from prometheus_client import Counter, Histogram

from koncern.api.kit.routes import Route

REQUESTS = Counter(
    "koncern_requests_total", "Requests answered.", ["operation", "status"]
)
SECONDS = Histogram(
    "koncern_request_seconds",
    "Time from the request's arrival to the end of its answer.",
    ["operation"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

_counters: dict[tuple[str, int], Any] = {}
_timers: dict[str, Any] = {}


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
        logger_factory=structlog.BytesLoggerFactory(sys.stdout.buffer),
        cache_logger_on_first_use=True,
    )


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


def _serialise(event: Any, **_: Any) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)
