"""Background jobs: what a worker does beside requests, again and again.

Each looks whether there is something to do, does it in units of work of its own, and
waits. Of several workers at the same job, one takes what the others then leave out.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from types import ModuleType
from uuid import UUID

import structlog

from koncern import answers, companies, mail
from koncern.base import Failure, Settings, Unavailable
from koncern.billing import scheduled_members
from koncern.db import EVERY_APP, Database, Tx
from koncern.people import attempts, passwords, sessions, sign_ups
from koncern.profile import files
from koncern.profile.file_store import FileStore
from koncern.search import terms
from koncern.trees import scheduled_moves

log = structlog.get_logger("koncern.api")

HOUSEKEEPING_SECONDS = 600
CLOCK_SECONDS = 1
INDEX_SECONDS = 0.5
REST_SECONDS = 0.1
"""Registrations come first: there is a rest between portions, however many wait."""

Refused = dict[UUID, Failure]
"""What is due in an app and was refused for now, each with what refused it."""

PURGES = (
    answers.purge,
    attempts.purge,
    attempts.purge_known,
    mail.purge,
    passwords.purge,
    sessions.purge,
    sign_ups.purge,
    sign_ups.purge_tokens,
)


class Jobs:
    """The background jobs of one worker, from its start to its end."""

    def __init__(
        self, database: Database, settings: Settings, store: FileStore
    ) -> None:
        self._database = database
        self._data = settings.data
        self._store = store
        self._tasks = [
            asyncio.create_task(_repeat(seconds, job))
            for seconds, job in (
                (HOUSEKEEPING_SECONDS, self._purge_expired),
                (CLOCK_SECONDS, self._carry_out_moves),
                (CLOCK_SECONDS, self._carry_out_members),
                (CLOCK_SECONDS, self._render_labels),
                (INDEX_SECONDS, self._update_search_index),
            )
        ]

    async def stop(self) -> None:
        """Leave everything as it is: what is half done was not done."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _purge_expired(self) -> None:
        """Delete what has expired."""
        for purge in (*PURGES, partial(files.purge, store=self._store)):
            await self._purge(purge)
        await asyncio.to_thread(mail.forget_files, self._data, mail.KEPT_FOR)

    async def _purge(self, purge: Callable[[Tx], Awaitable[int]]) -> None:
        """Purge a portion at a time, until there is nothing left."""
        purged = 1
        while purged:
            async with self._database.transaction(EVERY_APP) as tx:
                purged = await purge(tx)

    async def _render_labels(self) -> None:
        """Update companies with labels that too many show to be updated at once."""
        rendered: int | None = 0
        while rendered is not None:
            async with self._database.single(EVERY_APP) as tx:
                rendered = await companies.render_next(tx)

    async def _update_search_index(self) -> None:
        """Bring the search index up to date with what was written."""
        has_more = True
        while has_more:
            has_more = await self._index_portion()
            await asyncio.sleep(REST_SECONDS)

    async def _index_portion(self) -> bool:
        """Index a portion of each app's changed companies; tell whether there were any."""
        async with self._database.single(EVERY_APP) as tx:
            apps = await terms.list_due(tx)
        for app in apps:
            async with self._database.single(app) as tx:
                await terms.catch_up(tx, waits=False)
        return bool(apps)

    async def _carry_out_moves(self) -> None:
        """Carry out scheduled moves whose time has come."""
        await self._carry_out(scheduled_moves)

    async def _carry_out_members(self) -> None:
        """Carry out scheduled members whose time has come."""
        await self._carry_out(scheduled_members)

    async def _carry_out(self, package: ModuleType) -> None:
        """Carry out all that is due of what a package has scheduled."""
        async with self._database.single(EVERY_APP) as tx:
            left = {app: Refused() for app in await package.due(tx)}
        while left:
            # An app's turn comes again as long as it has something to do.
            left = {
                app: refused
                for app, refused in left.items()
                if await self._carry_out_of(package, app, refused)
            }

    async def _carry_out_of(
        self, package: ModuleType, app: UUID, refused: Refused
    ) -> bool:
        """Carry out one thing of an app; its trouble must not keep other apps waiting."""
        try:
            return await self._carry_out_next(package, app, refused)
        except Unavailable as trouble:
            log.warning("an app's plans wait", app=str(app), reason=trouble.detail)
        except Exception:
            log.exception("an app's plans failed", app=str(app))
        return False

    async def _carry_out_next(
        self, package: ModuleType, app: UUID, refused: Refused
    ) -> bool:
        """Carry out what is due next, or see to what refuses it; tell if there was any.

        Where others may still make way it is passed over, and tried again when one of
        them has been seen to. Only if nothing else can be done, the first is given up.
        What was rescheduled before it was locked is looked for again, by its new time.
        """
        planned = None
        try:
            async with self._database.transaction(app, "schedule") as tx:
                if not await package.claim(tx):
                    return False
                planned = await package.next_due(tx, passed_over=refused)
                if planned is not None:
                    await package.carry_out(tx, scheduled_moves.clock(app), planned)
        except Unavailable:
            raise
        except package.CHANGED_MEANWHILE:
            return True
        except Failure as failure:
            assert planned is not None
            refused[planned] = failure
            if not isinstance(failure, package.UNTIL_OTHERS_MAKE_WAY):
                await self._give_up(package, app, refused, planned)
            return True
        if planned is None:
            return bool(refused) and await self._give_up(
                package, app, refused, next(iter(refused))
            )
        refused.clear()
        return True

    async def _give_up(
        self, package: ModuleType, app: UUID, refused: Refused, hopeless: UUID
    ) -> bool:
        """Give up one of what was refused; tell whether that was done."""
        try:
            async with self._database.transaction(app, "schedule") as tx:
                if not await package.claim(tx):
                    return False
                by, failure = scheduled_moves.clock(app), refused[hopeless]
                await package.give_up(tx, by, hopeless, failure=failure)
        except Unavailable:
            raise
        except Failure:
            return False  # it was decided meanwhile
        refused.clear()
        return True


async def _repeat(seconds: float, job: Callable[[], Awaitable[None]]) -> None:
    """Do a job again and again; if it fails once, it goes on."""
    about = (job.__doc__ or "").strip()
    while True:
        await asyncio.sleep(seconds)
        try:
            await job()
        except Failure as failure:
            log.warning("a background job waits", job=about, reason=failure.detail)
        except Exception:
            log.exception("a background job failed", job=about)
