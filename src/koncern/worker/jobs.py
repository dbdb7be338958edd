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
            asyncio.create_task(_again(seconds, job))
            for seconds, job in (
                (HOUSEKEEPING_SECONDS, self._keep_house),
                (CLOCK_SECONDS, self._carry_out_moves),
                (CLOCK_SECONDS, self._carry_out_members),
                (CLOCK_SECONDS, self._render_labels),
                (INDEX_SECONDS, self._index),
            )
        ]

    async def stop(self) -> None:
        """Leave everything as it is: what is half done was not done."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep_house(self) -> None:
        """Forget what has expired."""
        for purge in (*PURGES, partial(files.purge, store=self._store)):
            await self._forget(purge)
        await asyncio.to_thread(mail.forget_files, self._data, mail.KEPT_FOR)

    async def _forget(self, purge: Callable[[Tx], Awaitable[int]]) -> None:
        """Purge a portion at a time, until there is nothing left."""
        forgotten = 1
        while forgotten:
            async with self._database.transaction(EVERY_APP) as tx:
                forgotten = await purge(tx)

    async def _render_labels(self) -> None:
        """Let companies show labels whose change was too large to wait for them."""
        rendered: int | None = 0
        while rendered is not None:
            async with self._database.single(EVERY_APP) as tx:
                rendered = await companies.render_next(tx)

    async def _index(self) -> None:
        """See to it that what was written can be found."""
        has_more = True
        while has_more:
            has_more = await self._index_portion()
            await asyncio.sleep(REST_SECONDS)

    async def _index_portion(self) -> bool:
        """Go by a portion of each app's notes; tell whether there were any."""
        async with self._database.single(EVERY_APP) as tx:
            apps = await terms.list_due(tx)
        for app in apps:
            async with self._database.single(app) as tx:
                await terms.catch_up(tx, waits=False)
        return bool(apps)

    async def _carry_out_moves(self) -> None:
        """Let scheduled moves take effect when their time has come."""
        await self._carry_out(scheduled_moves)

    async def _carry_out_members(self) -> None:
        """Let companies join and leave organizations when their time has come."""
        await self._carry_out(scheduled_members)

    async def _carry_out(self, package: ModuleType) -> None:
        """Carry out all that is due of what a package keeps for later."""
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
            log.exception("an app's plans broke", app=str(app))
        return False

    async def _carry_out_next(
        self, package: ModuleType, app: UUID, refused: Refused
    ) -> bool:
        """Carry out what is due next, or see to what refuses it; tell if there was any.

        Where others may still make way it is passed over, and tried again when one of
        them has been seen to. Only if nothing else can be done, the first is given up.
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
        """Let one of what was refused not take place; tell whether that was done."""
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


async def _again(seconds: float, job: Callable[[], Awaitable[None]]) -> None:
    """Do a job now and then; trouble with one time must not end the others."""
    about = (job.__doc__ or "").strip()
    while True:
        await asyncio.sleep(seconds)
        try:
            await job()
        except Failure as failure:
            log.warning("a chore waits", chore=about, reason=failure.detail)
        except Exception:
            log.exception("a chore broke", chore=about)
