"""What can be done with mail."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from koncern.access import require
from koncern.base import Actor, Fault, Scope, email_problem
from koncern.db import EVERY_APP, Tx, load
from koncern.mail.model import (
    Envelope,
    Mail,
    MailState,
    MailUnknown,
    RecipientInvalid,
    Sender,
)
from koncern.mail.rendering import on_one_line, render

SQL = load("koncern.mail")

LEASE = timedelta(minutes=2)
FIRST_RETRY = timedelta(seconds=5)
RETRY_AT_MOST_AFTER = timedelta(hours=1)
TRIED_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)
ERROR_LENGTH_MAX = 500


async def post(
    tx: Tx,
    /,
    *,
    to: str,
    template: str,
    language: str | None = None,
    facts: Mapping[str, Any],
) -> UUID:
    """Write a mail now, and have it sent once this unit of work is committed.

    Templates are given the facts, and `app`: its name and where its people go to.
    """
    if problem := email_problem(to):
        raise RecipientInvalid(faults=[Fault("/to", problem)])
    app = await tx.one(Sender, SQL.find_sender)
    written = render(
        template, {**facts, "app": app}, language=language, default=app.default_language
    )
    (kept,) = await tx.rows(
        SQL.add,
        to=to,
        template=template,
        sender_name=on_one_line(app.sender_name),
        **written._asdict(),
    )
    made: UUID = kept["id"]
    return made


async def claim(tx: Tx, /, *, most: int) -> list[Mail]:
    """Take some mails that are due; they are nobody else's while the lease lasts."""
    lease_ends = tx.now + LEASE
    return await tx.all(Mail, SQL.claim_of_every_app, most=most, lease_ends=lease_ends)


async def finish(tx: Tx, mail: Mail, /, *, state: MailState) -> None:
    """Note that a mail is out of the house, and forget what it said."""
    await tx.run(SQL.finish, id=mail.id, state=state, error=mail.error, attempts=None)


async def fail(tx: Tx, mail: Mail, /, *, reason: str, is_final: bool) -> MailState:
    """Note that a mail was not taken: it is tried again, or given up after a day."""
    reason = reason[:ERROR_LENGTH_MAX]
    mine = {"id": mail.id, "attempts": mail.attempts, "error": reason}
    if is_final or tx.now - mail.created_at > TRIED_FOR:
        await tx.run(SQL.finish, state=MailState.FAILED, **mine)
        return MailState.FAILED
    doublings = min(mail.attempts - 1, 20)
    pause = min(FIRST_RETRY * 2**doublings, RETRY_AT_MOST_AFTER)
    await tx.run(SQL.postpone, due_at=tx.now + pause, **mine)
    return MailState.QUEUED


async def list_newest(
    tx: Tx, actor: Actor, /, *, state: MailState | None = None, most: int = 50
) -> list[Envelope]:
    """List the latest mails of an app, or of the whole installation; newest first."""
    require(actor, Scope.ADMIN)
    query = SQL.list_newest_of_every_app if actor.app == EVERY_APP else SQL.list_newest
    return await tx.all(Envelope, query, state=state, most=most)


async def read(tx: Tx, actor: Actor, mail: UUID, /) -> Mail:
    """Read a mail of this installation, with what it says unless it is delivered."""
    require(actor, Scope.ADMIN)
    found = await tx.maybe(Mail, SQL.find_of_every_app, id=mail)
    if found is None:
        raise MailUnknown
    return found


async def purge(tx: Tx, /) -> int:
    """Forget up to a thousand old envelopes; return how many."""
    return await tx.run(SQL.purge_of_every_app, expired=tx.now - KEPT_FOR)
