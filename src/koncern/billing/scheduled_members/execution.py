"""Executing changes that are due: a company joins or leaves, or the change fails."""

from collections.abc import Collection
from uuid import UUID

from koncern.base import Actor, Failure
from koncern.billing import organizations
from koncern.billing.scheduled_members.model import (
    ChangeState,
    MemberChange,
    MemberChangeDecided,
    MemberChangeNeedless,
    ScheduledMember,
)
from koncern.billing.scheduled_members.transitions import close, lock_pending
from koncern.db import Tx, load
from koncern.trees.moves import message_of

SQL = load("koncern.billing.scheduled_members")

UNTIL_OTHERS_MAKE_WAY = (organizations.OwnershipCircle,)
"""What refuses a change as long as others have not left; all else refuses it for good."""

CHANGED_MEANWHILE = (MemberChangeDecided,)
"""What refuses a change that was found to be due and then decided or rescheduled."""


async def due(tx: Tx, /) -> list[UUID]:
    """Return the apps that have a scheduled change whose time has come."""
    return [row["app_id"] for row in await tx.rows(SQL.due_of_every_app)]


async def claim(tx: Tx, /) -> bool:
    """Be the only worker that carries changes of this app out, until the transaction ends."""
    return bool(await tx.run(SQL.claim_worker))


async def next_due(tx: Tx, /, *, passed_over: Collection[UUID]) -> UUID | None:
    """Return the change whose time came first, if there is one.

    Some may be passed over: a company may have to wait until another one, whose
    time came later, has made way. What is to become of it in that organization
    afterwards waits with it.
    """
    rows = await tx.rows(SQL.next_due, passed_over=list(passed_over))
    return rows[0]["id"] if rows else None


async def carry_out(tx: Tx, actor: Actor, scheduled: UUID, /) -> ScheduledMember:
    """Carry out a change that is due, as of the time for which it was planned."""
    found = await _lock_due(tx, actor, scheduled)
    if found.change == MemberChange.LEAVE:
        await organizations.remove_member(
            tx,
            actor,
            found.customer_organization,
            found.company,
            effective_at=found.effective_at,
            prints=False,
        )
    else:
        await _join(tx, actor, found)
    return await close(tx, actor, found, ChangeState.DONE)


async def give_up(
    tx: Tx, actor: Actor, scheduled: UUID, /, *, failure: Failure
) -> ScheduledMember:
    """Close a change that has become impossible, and say why."""
    found = await _lock_due(tx, actor, scheduled)
    return await close(
        tx,
        actor,
        found,
        ChangeState.FAILED,
        failure=failure.code(),
        failure_detail=message_of(failure),
    )


async def _join(tx: Tx, actor: Actor, due: ScheduledMember) -> None:
    """Add a company to the organization, as of its time, or of when it left last."""
    of = due.customer_organization
    (seen,) = await tx.rows(
        SQL.look_at_joining, id=of, company=due.company, effective_at=due.effective_at
    )
    if seen["owner"] == due.company:
        raise MemberChangeNeedless("The customer owns the organization by now.")
    await organizations.put_members(
        tx,
        actor,
        of,
        [due.company],
        replace=False,
        effective_at=seen["joins_at"],
        prints=False,
    )


async def _lock_due(tx: Tx, actor: Actor, scheduled: UUID) -> ScheduledMember:
    """Lock a change that is due, unless somebody rescheduled it after it was found."""
    found = await lock_pending(tx, actor, scheduled)
    if found.effective_at > tx.now:
        raise MemberChangeDecided("The change was rescheduled, and is not due yet.")
    return found
