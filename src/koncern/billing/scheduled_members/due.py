"""When the time has come: a company joins or leaves, or the change is given up."""

from collections.abc import Collection
from uuid import UUID

from koncern.base import Actor, Failure
from koncern.billing import organizations
from koncern.billing.scheduled_members.model import (
    ChangeState,
    MemberChange,
    MemberChangeNeedless,
    ScheduledMember,
)
from koncern.billing.scheduled_members.pending import decide, hold, hold_pending
from koncern.db import Tx, load
from koncern.trees.moves import message_of

SQL = load("koncern.billing.scheduled_members")

UNTIL_OTHERS_MAKE_WAY = (organizations.OwnershipCircle,)
"""What refuses a change as long as others have not left; all else refuses it for good."""


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
    """Let a change whose time has come take effect, dated by when it was to."""
    found = await hold_pending(tx, actor, scheduled)
    await tx.run(SQL.set_moment, moment=found.effective_at)
    if found.change == MemberChange.LEAVE:
        await organizations.remove_member(
            tx, actor, found.customer_organization, found.company, prints=False
        )
        return await decide(tx, actor, found, ChangeState.DONE)
    held = await hold(tx, found.customer_organization, found.company)
    if held is not None and held["owner"] == found.company:
        raise MemberChangeNeedless("The customer owns the organization by now.")
    await organizations.put_members(
        tx,
        actor,
        found.customer_organization,
        [found.company],
        replace=False,
        prints=False,
    )
    await tx.run(
        SQL.date_joining,
        id=found.customer_organization,
        company=found.company,
        effective_at=found.effective_at,
    )
    return await decide(tx, actor, found, ChangeState.DONE)


async def give_up(
    tx: Tx, actor: Actor, scheduled: UUID, /, *, failure: Failure
) -> ScheduledMember:
    """Let a change not take place that has become impossible, and say why."""
    found = await hold_pending(tx, actor, scheduled)
    return await decide(
        tx,
        actor,
        found,
        ChangeState.FAILED,
        failure=failure.code(),
        failure_detail=message_of(failure),
    )
