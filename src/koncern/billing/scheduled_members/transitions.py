"""A scheduled change from one state to the next: locked, closed, and recorded."""

from uuid import UUID

from koncern.access import require
from koncern.base import Actor, Scope, Stale
from koncern.billing.scheduled_members.model import (
    ChangeState,
    MemberChangeDecided,
    MemberChangeUnknown,
    ScheduledMember,
)
from koncern.db import Row, Tx, load
from koncern.events import record

SQL = load("koncern.billing.scheduled_members")


async def lock(tx: Tx, customer_organization: UUID, company: UUID, /) -> Row | None:
    """Lock a company, then an organization; return the organization, if it exists."""
    await tx.run(SQL.lock_company, company=company)
    rows = await tx.rows(SQL.lock, id=customer_organization)
    return rows[0] if rows else None


async def lock_pending(
    tx: Tx,
    actor: Actor,
    scheduled: UUID,
    /,
    *,
    customer_organization: UUID | None = None,
    version: int | None = None,
) -> ScheduledMember:
    """Find a pending change, and lock it with its company and its organization."""
    require(actor, Scope.WRITE)
    found = await tx.maybe(ScheduledMember, SQL.find, id=scheduled)
    if found is None or customer_organization not in {
        None,
        found.customer_organization,
    }:
        raise MemberChangeUnknown
    await lock(tx, found.customer_organization, found.company)
    found = await tx.one(ScheduledMember, SQL.find, id=scheduled)
    if version is not None and version != found.version:
        raise Stale
    if found.state != ChangeState.PENDING:
        raise MemberChangeDecided(
            f"The scheduled change is {found.state}, and cannot be changed."
        )
    return found


async def close(
    tx: Tx,
    actor: Actor,
    found: ScheduledMember,
    state: ChangeState,
    /,
    *,
    failure: str | None = None,
    failure_detail: str | None = None,
) -> ScheduledMember:
    """Give a pending change its last state, and record it."""
    rows = await tx.all(
        ScheduledMember,
        SQL.close,
        id=found.id,
        state=state,
        failure=failure,
        failure_detail=failure_detail,
    )
    if not rows:
        raise MemberChangeDecided
    await record_change(tx, actor, str(state), rows[0], before=found)
    return rows[0]


async def record_change(
    tx: Tx,
    actor: Actor,
    came: str,
    after: ScheduledMember,
    /,
    *,
    before: ScheduledMember | None = None,
) -> None:
    """Record what became of a scheduled change, as an event of its organization."""
    await record(
        tx,
        actor,
        f"customer_organization.change_{came}",
        after.customer_organization,
        before=before,
        after=after,
        reason=after.reason,
    )
