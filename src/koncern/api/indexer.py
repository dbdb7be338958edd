"""The indexer: sees to it, beside the requests, that what was written can be found."""

import asyncio

import structlog

from koncern import search_terms
from koncern.base import Failure
from koncern.db import EVERY_APP, Database

log = structlog.get_logger("koncern.api")

IDLE_SECONDS = 0.5
REST_SECONDS = 0.1
"""Registrations come first: there is a rest between portions, however many wait."""


class Indexer:
    """Goes by the notes of every app, for as long as its worker lives."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._task = asyncio.create_task(self._work())

    def stop(self) -> None:
        """Stop; what was not gone by is another's, or the next start's."""
        self._task.cancel()

    async def _work(self) -> None:
        while True:
            try:
                has_more = await self._go_by()
            except Failure as failure:
                log.warning("search waits", reason=failure.detail)
                has_more = False
            await asyncio.sleep(REST_SECONDS if has_more else IDLE_SECONDS)

    async def _go_by(self) -> bool:
        """Go by a portion of each app's notes; tell whether there were any."""
        async with self._database.single(EVERY_APP) as tx:
            apps = await search_terms.list_due(tx)
        for app in apps:
            async with self._database.single(app) as tx:
                await search_terms.catch_up(tx, waits=False)
        return bool(apps)
