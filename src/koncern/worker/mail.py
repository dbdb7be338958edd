"""Mail delivery: sends what is in the outbox, beside the requests.

Each worker has one. A mail is taken under a lease, in a statement of its own, and no
connection is held while a mail server is talked to. If a worker dies half-way, others take
the mail when the lease ends. So each goes out at least once, and only once
unless a worker dies between the server's yes and our note of it.
"""

import asyncio
from contextlib import suppress

import structlog

from koncern import mail
from koncern.base import Failure, Settings
from koncern.db import EVERY_APP, Database
from koncern.mail import DeliveryFailed, Mail, MailState

log = structlog.get_logger("koncern.mail")

LOOK_EVERY_SECONDS = 0.5
AT_ONCE = 4
NOTE_ATTEMPTS_MAX = 30
STOP_SECONDS_MAX = 10


class MailWorker:
    """Looks for mail that is due, and delivers it."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._transport = mail.transport_of(settings)
        self._is_told_to_stop = asyncio.Event()
        self._is_in_trouble = False
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Finish what is under way, unless that takes long; then leave."""
        self._is_told_to_stop.set()
        _, unfinished = await asyncio.wait({self._task}, timeout=STOP_SECONDS_MAX)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    async def _run(self) -> None:
        while not self._is_told_to_stop.is_set():
            if await self._deliver_due() == AT_ONCE:
                continue
            await self._transport.close()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_told_to_stop.wait(), LOOK_EVERY_SECONDS)
        await self._transport.close()

    async def _deliver_due(self) -> int:
        """Deliver what is due and return how many mails; a failure stops no later try."""
        try:
            return await self._claim_and_deliver()
        except Exception:
            log.exception("mail delivery failed")
            return 0

    async def _claim_and_deliver(self) -> int:
        """Claim and deliver a few mails that are due; return how many there were."""
        try:
            async with self._database.single(EVERY_APP) as tx:
                due = await mail.claim(tx, most=AT_ONCE)
        except Failure as failure:
            self._log_trouble(failure)
            return 0
        self._is_in_trouble = False
        await asyncio.gather(*(self._deliver(each) for each in due))
        return len(due)

    async def _deliver(self, taken: Mail) -> None:
        try:
            await self._transport.deliver(taken)
        except DeliveryFailed as trouble:
            await self._note_trouble(taken, trouble)
            return
        except Exception as mistake:
            # One mail's trouble is no other's: it is tried again, and given up in time.
            log.exception("mail cannot be carried", id=str(taken.id))
            await self._note_trouble(taken, DeliveryFailed(repr(mistake)))
            return
        await self._note_carried(taken)
        log.info("mail is out", id=str(taken.id), template=taken.template)

    async def _note_carried(self, taken: Mail) -> None:
        """Note that a mail is out, even if the database has to be waited for."""
        for attempt in range(NOTE_ATTEMPTS_MAX):
            try:
                async with self._database.single(taken.app) as tx:
                    await mail.finish(tx, taken, state=self._transport.delivered)
            except Failure:
                await asyncio.sleep(min(0.1 * 2**attempt, 2))
            else:
                return
        log.error("mail is out, and may go out again", id=str(taken.id))

    async def _note_trouble(self, taken: Mail, trouble: DeliveryFailed) -> None:
        try:
            async with self._database.single(taken.app) as tx:
                state = await mail.fail(
                    tx, taken, reason=trouble.reason, is_final=trouble.is_final
                )
        except Failure:
            return  # it is due again when its lease ends
        about = {
            "id": str(taken.id),
            "template": taken.template,
            "attempt": taken.attempts,
            "reason": trouble.reason,
        }
        if state is MailState.FAILED:
            log.error("mail is given up", **about)
        else:
            log.warning("mail waits", **about)

    def _log_trouble(self, failure: Failure) -> None:
        """Log once that the outbox cannot be read, and not at every attempt."""
        if not self._is_in_trouble:
            log.warning("mail waits", reason=failure.detail)
        self._is_in_trouble = True
