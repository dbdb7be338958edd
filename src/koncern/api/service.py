"""The service: both dialects, the pages beside them, and the housekeeping."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from koncern import (
    answers,
    attempts,
    files,
    mail,
    passwords,
    scheduled_moves,
    sessions,
    sign_ups,
)
from koncern.api import customers, organisations, pages
from koncern.api.courier import Courier
from koncern.api.kit import Door, configure_logs
from koncern.base import Failure, Settings, Unavailable
from koncern.db import EVERY_APP, Database, Tx
from koncern.files import FileStore

log = structlog.get_logger("koncern.api")

ROUTES = [*organisations.ROUTES, *customers.ROUTES]

HOUSEKEEPING_SECONDS = 600
PURGES = (
    answers.purge,
    attempts.purge,
    mail.purge,
    passwords.purge,
    sessions.purge,
    sign_ups.purge,
)
CLOCK_SECONDS = 1


class Service:
    """The ASGI application of one worker process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._database = Database(settings.database_url, settings)
        self._store = FileStore(settings)
        self._door = Door(ROUTES, settings, self._database, self._store)
        self._pages = pages.build(self._database, ROUTES)
        self._housekeeping: asyncio.Task[None] | None = None
        self._clock: asyncio.Task[None] | None = None

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
        courier = Courier(self._database, self._settings)
        self._housekeeping = asyncio.create_task(self._keep_house())
        self._clock = asyncio.create_task(self._carry_out_moves())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._housekeeping.cancel()
        await courier.stop()
        self._clock.cancel()
        await self._database.close()
        self._door.access_log.flush()
        await send({"type": "lifespan.shutdown.complete"})

    async def _keep_house(self) -> None:
        """Forget what has expired, now and then."""
        while True:
            await asyncio.sleep(HOUSEKEEPING_SECONDS)
            for purge in (*PURGES, partial(files.purge, store=self._store)):
                try:
                    await self._forget(purge)
                except Failure as failure:
                    log.warning("housekeeping waits", reason=failure.detail)
            data = self._settings.data
            await asyncio.to_thread(mail.forget_files, data, mail.KEPT_FOR)

    async def _forget(self, purge: Callable[[Tx], Awaitable[int]]) -> None:
        """Purge a portion at a time, until there is nothing left."""
        forgotten = 1
        while forgotten:
            async with self._database.transaction(EVERY_APP) as tx:
                forgotten = await purge(tx)

    async def _carry_out_moves(self) -> None:
        """Let scheduled moves take effect when their time has come."""
        while True:
            await asyncio.sleep(CLOCK_SECONDS)
            try:
                async with self._database.single(EVERY_APP) as tx:
                    left = await scheduled_moves.due(tx)
                while left:
                    # An app's turn comes again as long as it has something to do.
                    left = [app for app in left if await self._carry_out_next(app)]
            except Failure as failure:
                log.warning("scheduled moves wait", reason=failure.detail)
            except Exception:
                log.exception("scheduled moves wait")

    async def _carry_out_next(self, app: UUID) -> bool:
        """Carry an app's next move out, or give it up; tell if there was one to do."""
        by = scheduled_moves.clock(app)
        move = None
        try:
            async with self._database.transaction(app, "schedule") as tx:
                move = await scheduled_moves.next_due(tx)
                if move is not None:
                    await scheduled_moves.carry_out(tx, by, move)
        except Unavailable:
            raise
        except Failure as failure:
            assert move is not None, "looking for what is due refuses nothing"
            async with self._database.transaction(app, "schedule") as tx:
                await scheduled_moves.give_up(tx, by, move, failure=failure)
        return move is not None


def build() -> Service:
    """Make the application of one worker, as the environment describes it."""
    settings = Settings.from_environment()
    configure_logs(settings.log_level)
    return Service(settings)
