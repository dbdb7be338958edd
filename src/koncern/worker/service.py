"""The service: both dialects, the pages beside them, and the background jobs."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from koncern.api import customers, organisations, pages
from koncern.api.http import (
    Dispatcher,
    LimitedPages,
    configure_logs,
    is_refused,
    watch_sockets,
)
from koncern.base import Settings
from koncern.db import Database
from koncern.profile.file_store import FileStore
from koncern.worker.jobs import Jobs
from koncern.worker.mail import MailWorker
from koncern.worker.monitoring_port import MonitoringPort

ROUTES = [*organisations.ROUTES, *customers.ROUTES]


class Service:
    """The ASGI application of one worker process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._database = Database(settings.database_url, settings)
        self._store = FileStore(settings)
        self._dispatcher = Dispatcher(ROUTES, settings, self._database, self._store)
        monitoring = pages.Monitoring(settings, self._database, self._store.space)
        self._monitoring_port = MonitoringPort(settings, monitoring)
        self._pages = LimitedPages(
            pages.build(monitoring, ROUTES), self._dispatcher.fairness, settings.proxies
        )

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        """Answer a request: an API's by the dispatcher, anything else by a page.

        The dispatcher also refuses requests whose path or headers alone are wrong.
        """
        if scope["type"] == "lifespan":
            return self._live(receive, send)
        if scope["path"].startswith("/api/") or is_refused(scope):
            return self._dispatcher(scope, receive, send)
        return self._pages(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        """Start and stop with the worker."""
        await receive()
        await self._monitoring_port.start()
        mail = MailWorker(self._database, self._settings)
        jobs = Jobs(self._database, self._settings, self._store)
        watch = asyncio.create_task(self._store.space.watch())
        watching = asyncio.create_task(
            watch_sockets(self._settings.port, self._dispatcher.fairness.unread)
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        watch.cancel()
        self._monitoring_port.stop()
        watching.cancel()
        await jobs.stop()
        await mail.stop()
        await self._database.close()
        self._dispatcher.access_log.flush()
        await send({"type": "lifespan.shutdown.complete"})


def build() -> Service:
    """Make the application of one worker, as the environment describes it."""
    settings = Settings.from_environment()
    configure_logs(settings.log_level)
    return Service(settings)
