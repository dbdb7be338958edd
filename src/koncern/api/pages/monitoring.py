"""What operators see and strangers do not: metrics, and what readiness consists of.

If KONCERN_METRICS_TOKEN is set, a caller needs it. Else, if KONCERN_METRICS_PORT is set, only
that port shows them. Else only programs on the same machine see them, if no proxy is in
between. Metrics are made in a thread, at most once a second, so that a flood costs nothing.
"""

import asyncio
import hashlib
import hmac
import ipaddress
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, Generic, TypeVar

from koncern.api.http import PathUnknown, metrics
from koncern.base import Failure, Settings, Unauthenticated
from koncern.db import Database
from koncern.profile.file_store import Space

KEPT_SECONDS = 1.0
FORWARDED = (
    b"forwarded",
    b"x-forwarded-for",
    b"x-forwarded-host",
    b"x-real-ip",
    b"via",
)
"""Headers that a proxy adds: the client is then not on this machine."""

Value = TypeVar("Value")


class MetricsTokenWrong(Unauthenticated):
    """The token is missing or wrong.

    Send KONCERN_METRICS_TOKEN as `Authorization: Bearer …`.
    """


class Kept(Generic[Value]):
    """A value that is made when asked for, once for all who ask within a second."""

    def __init__(self, make: Callable[[], Awaitable[Value]]) -> None:
        self._make = make
        self._until = 0.0
        self._making: asyncio.Task[Value] | None = None

    async def get(self) -> Value:
        """Return it, from a moment ago at most."""
        if self._making is None or (self._making.done() and monotonic() > self._until):
            self._making = asyncio.create_task(self._made())
        return await asyncio.shield(self._making)

    async def _made(self) -> Value:
        try:
            return await self._make()
        finally:
            self._until = monotonic() + KEPT_SECONDS


class Monitoring:
    """The metrics and the readiness of this service, and who may see them."""

    def __init__(self, settings: Settings, database: Database, space: Space) -> None:
        self._settings = settings
        self._space = space
        self._token = settings.metrics_token and _digest(
            settings.metrics_token.encode()
        )
        self.metrics = Kept(lambda: asyncio.to_thread(metrics))
        self.has_database = Kept(database.answers)

    async def readiness(self) -> tuple[int, dict[str, str], dict[str, str]]:
        """Return the status, what strangers see of it, and what operators see."""
        if not await self.has_database.get():
            waiting = {"status": "waiting"}
            return 503, waiting, waiting | {"for": "the database"}
        ready = {"status": "ready"}
        full = {"disk": "nearly full: writes are refused"}
        return 200, ready, ready | (full if self._space.is_tight else {})

    def shows_to(self, scope: Any, *, is_own_port: bool = False) -> bool:
        """Tell whether a request may see it."""
        headers = scope["headers"]
        if self._settings.metrics_port and not is_own_port:
            return False
        if self._token:
            return self._has_token(headers)
        return is_own_port or self._is_from_here(scope)

    def _has_token(self, headers: list[tuple[bytes, bytes]]) -> bool:
        given = [value for name, value in headers if name == b"authorization"]
        scheme, _, token = (given[0] if len(given) == 1 else b"").partition(b" ")
        is_right = hmac.compare_digest(_digest(token.strip()), self._token)
        return scheme.lower() == b"bearer" and is_right

    def _is_from_here(self, scope: Any) -> bool:
        """Tell whether a program on this machine calls, with no proxy in between."""
        is_forwarded = any(name in FORWARDED for name, _ in scope["headers"])
        if self._settings.proxies or is_forwarded or not scope.get("client"):
            return False
        try:
            return ipaddress.ip_address(scope["client"][0]).is_loopback
        except ValueError:
            return False

    @property
    def refusal(self) -> Failure:
        """The failure for a request that may not see the metrics: as if there were none."""
        is_here = self._token and not self._settings.metrics_port
        return MetricsTokenWrong() if is_here else PathUnknown()


def _digest(token: bytes) -> str:
    """Return a digest to compare tokens by: all have the same length."""
    return hashlib.sha256(token).hexdigest()
