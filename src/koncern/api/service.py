"""The service: both dialects, the pages beside them, and the housekeeping."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from koncern import answers, sessions
from koncern.api import customers, organisations, pages
from koncern.api.indexer import Indexer
from koncern.api.kit import Door, configure_logs
from koncern.base import Failure, Settings
from koncern.db import EVERY_APP, Database, Tx

log = structlog.get_logger("koncern.api")

ROUTES = [*organisations.ROUTES, *customers.ROUTES]

HOUSEKEEPING_SECONDS = 600


class Service:
    """The ASGI application of one worker process."""

    def __init__(self, settings: Settings) -> None:
        self._database = Database(settings.database_url, settings)
        self._door = Door(ROUTES, settings, self._database)
        self._pages = pages.build(self._database, ROUTES)
        self._housekeeping: asyncio.Task[None] | None = None

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
        self._housekeeping = asyncio.create_task(self._keep_house())
        indexer = Indexer(self._database)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._housekeeping.cancel()
        indexer.stop()
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


def build() -> Service:
    """Make the application of one worker, as the environment describes it."""
    settings = Settings.from_environment()
    configure_logs(settings.log_level)
    return Service(settings)
