"""The service: both dialects, the pages beside them, and the housekeeping."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from koncern import answers, labels, sessions
from koncern.api import customers, organisations, pages
from koncern.api.kit import Door, configure_logs
from koncern.base import Failure, Settings
from koncern.db import EVERY_APP, Database, Tx

log = structlog.get_logger("koncern.api")

ROUTES = [*organisations.ROUTES, *customers.ROUTES]

HOUSEKEEPING_SECONDS = 600
RENDERING_SECONDS = 1


class Service:
    """The ASGI application of one worker process."""

    def __init__(self, settings: Settings) -> None:
        self._database = Database(settings.database_url, settings)
        self._door = Door(ROUTES, settings, self._database)
        self._pages = pages.build(self._database, ROUTES)
        self._housekeeping: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request: an API's at its door, anything else by a page."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            return
        elif scope["path"].startswith("/api/"):
            await self._door(scope, receive, send)
        else:
            await self._pages(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        """Start and stop with the worker."""
        await receive()
        self._housekeeping = [
            asyncio.create_task(task)
            for task in (self._keep_house(), self._render_labels())
        ]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in self._housekeeping:
            task.cancel()
        await self._database.close()
        self._door.access_log.flush()
        await send({"type": "lifespan.shutdown.complete"})

    async def _keep_house(self) -> None:
        """Forget what has expired, now and then."""
        while True:
            await asyncio.sleep(HOUSEKEEPING_SECONDS)
            for purge in (answers.purge, sessions.purge):
                try:
                    await self._forget(purge)
                except Failure as failure:
                    log.warning("housekeeping waits", reason=failure.detail)

    async def _forget(self, purge: Callable[[Tx], Awaitable[int]]) -> None:
        """Purge a portion at a time, until there is nothing left."""
        forgotten = 1
        while forgotten:
            async with self._database.transaction(EVERY_APP) as tx:
                forgotten = await purge(tx)

    async def _render_labels(self) -> None:
        """Let companies show labels whose change was too large to wait for them."""
        while True:
            await asyncio.sleep(RENDERING_SECONDS)
            try:
                while await self._render_portion() is not None:
                    pass
            except Failure as failure:
                log.warning("labels wait to be rendered", reason=failure.detail)

    async def _render_portion(self) -> int | None:
        async with self._database.single(EVERY_APP) as tx:
            return await labels.render_next(tx)


def build() -> Service:
    """Make the application of one worker, as the environment describes it."""
    settings = Settings.from_environment()
    configure_logs(settings.log_level)
    return Service(settings)
