"""The port of their own for metrics and readiness (KONCERN_METRICS_PORT).

Each worker listens on it, and any of them tells what holds for all. It speaks just enough
HTTP for what reads metrics: one request for each connection, a short header, no body.
"""

import asyncio
from contextlib import suppress
from http import HTTPStatus

import msgspec
import structlog
from prometheus_client import CONTENT_TYPE_LATEST

from koncern import limits
from koncern.api.pages import Monitoring
from koncern.base import Settings

log = structlog.get_logger("koncern.api")


class MonitoringPort:
    """A small server beside the service."""

    def __init__(self, settings: Settings, monitoring: Monitoring) -> None:
        self._settings = settings
        self._monitoring = monitoring
        self._open = 0
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen, if there is such a port."""
        if self._settings.metrics_port:
            self._server = await asyncio.start_server(
                self._serve,
                self._settings.metrics_host,
                self._settings.metrics_port,
                limit=limits.METRICS_HEAD_BYTES,
                reuse_port=True,
            )

    def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._open += 1
        try:
            if self._open <= limits.METRICS_SOCKETS:
                async with asyncio.timeout(limits.METRICS_SECONDS):
                    head = await reader.readuntil(b"\r\n\r\n")
                    writer.write(await self._answer(head))
                    await writer.drain()
        except (OSError, TimeoutError, EOFError, asyncio.LimitOverrunError):
            pass  # it is closed without an answer
        except Exception:
            log.exception("metrics port")
        finally:
            self._open -= 1
            with suppress(OSError):
                writer.close()

    async def _answer(self, head: bytes) -> bytes:
        first, *lines = head.strip().split(b"\r\n")
        words = first.split(b" ")
        pairs = [line.partition(b":") for line in lines]
        headers = [(name.strip().lower(), value.strip()) for name, _, value in pairs]
        method, path = words[0], words[1] if len(words) == 3 else b""
        if method not in {b"GET", b"HEAD"}:
            return _response(405, b"", is_head=False)
        return await self._respond(
            path.partition(b"?")[0], headers, is_head=method == b"HEAD"
        )

    async def _respond(
        self, path: bytes, headers: list[tuple[bytes, bytes]], *, is_head: bool
    ) -> bytes:
        if path not in {b"/metrics", b"/health/ready"}:
            return _response(404, b"", is_head=is_head)
        if not self._monitoring.shows_to({"headers": headers}, is_own_port=True):
            return _response(401, b"", is_head=is_head)
        if path == b"/metrics":
            body = await self._monitoring.metrics.get()
            return _response(200, body, CONTENT_TYPE_LATEST, is_head=is_head)
        status, _, details = await self._monitoring.readiness()
        return _response(status, msgspec.json.encode(details), is_head=is_head)


def _response(
    status: int, body: bytes, kind: str = "application/json", *, is_head: bool
) -> bytes:
    challenge = (
        "WWW-Authenticate: Bearer\r\n" if status == HTTPStatus.UNAUTHORIZED else ""
    )
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n{challenge}"
        "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + (b"" if is_head else body)
