"""Scheduling changes: who joins or leaves an organization later."""

from datetime import datetime
from operator import attrgetter
from uuid import UUID

import msgspec

from koncern.access import require
from koncern.base import Actor, Fault, Page, Scope, cut
from koncern.billing.organizations import (
    CustomerOrganizationUnknown,
    check_there,
    check_time,
)
from koncern.billing.scheduled_members.model import (
    ChangeState,
    MemberChangeInvalid,
    MemberChangesAsked,
    MemberChangeUnknown,
    NewMemberChange,
    Plan,
    ScheduledMember,
)
from koncern.billing.scheduled_members.rules import check_order, check_possible
from koncern.billing.scheduled_members.transitions import (
    close,
    lock,
    lock_pending,
    record_change,
)
from koncern.db import Row, Tx, load

SQL = load("koncern.billing.scheduled_members")


async def schedule(
    tx: Tx, actor: Actor, customer_organization: UUID, wanted: NewMemberChange, /
) -> ScheduledMember:
    """Schedule that a company joins or leaves an organization at a time to come."""
    require(actor, Scope.WRITE)
    _check_ahead(tx, wanted.effective_at)
    await _check(tx, customer_organization, wanted)
    made = await tx.one(
        ScheduledMember,
        SQL.add,
        id=customer_organization,
        **msgspec.structs.asdict(wanted),
    )
    await record_change(tx, actor, "scheduled", made)
    return made


async def page(
    tx: Tx, actor: Actor, customer_organization: UUID, asked: MemberChangesAsked, /
) -> Page[ScheduledMember]:
    """List an organization's scheduled changes, newest first; also of one that is gone."""
    require(actor, Scope.READ)
    rows = await tx.all(
        ScheduledMember,
        SQL.page_back if asked.backwards else SQL.page_on,
        id=customer_organization,
        edge=asked.edge(ascending=False),
        most=asked.limit + 1,
        state=asked.state,
    )
    if not rows:
        await check_there(tx, customer_organization)
    return cut(rows, asked, attrgetter("id"))


async def read(
    tx: Tx, actor: Actor, customer_organization: UUID, scheduled: UUID, /
) -> ScheduledMember:
    """Read one scheduled change."""
    require(actor, Scope.READ)
    found = await tx.maybe(ScheduledMember, SQL.find, id=scheduled)
    if found is None or found.customer_organization != customer_organization:
        raise MemberChangeUnknown
    return found


async def change(
    tx: Tx,
    actor: Actor,
    scheduled: UUID,
    /,
    *,
    customer_organization: UUID,
    effective_at: datetime,
    reason: str | None,
    version: int | None = None,
) -> ScheduledMember:
    """Reschedule a pending change, and say why."""
    found = await lock_pending(
        tx,
        actor,
        scheduled,
        customer_organization=customer_organization,
        version=version,
    )
    _check_ahead(tx, effective_at)
    wanted = NewMemberChange(
        company=found.company,
        change=found.change,
        effective_at=effective_at,
        reason=reason,
    )
    await _check(tx, customer_organization, wanted, instead=found)
    changed = await tx.one(
        ScheduledMember,
        SQL.change,
        id=scheduled,
        effective_at=effective_at,
        reason=reason,
    )
    await record_change(tx, actor, "rescheduled", changed, before=found)
    return changed


async def withdraw(
    tx: Tx,
    actor: Actor,
    scheduled: UUID,
    /,
    *,
    customer_organization: UUID,
    version: int | None = None,
) -> ScheduledMember:
    """Withdraw a pending change."""
    found = await lock_pending(
        tx,
        actor,
        scheduled,
        customer_organization=customer_organization,
        version=version,
    )
    locked = await lock(tx, customer_organization, found.company)
    if locked is not None:
        seen, others = await _look(tx, locked, found, without=found)
        check_order(others, is_member=seen["is_member"], since=found.effective_at)
    return await close(tx, actor, found, ChangeState.WITHDRAWN)


async def _check(
    tx: Tx,
    customer_organization: UUID,
    wanted: NewMemberChange,
    /,
    *,
    instead: ScheduledMember | None = None,
) -> None:
    """Refuse a change that cannot take place, as far as that is known already.

    One that replaces another is checked without that one.
    """
    locked = await lock(tx, customer_organization, wanted.company)
    if locked is None:
        raise CustomerOrganizationUnknown
    seen, others = await _look(tx, locked, wanted, without=instead)
    check_possible(wanted, seen, owner=locked["owner"])
    subject = instead.id if instead else None
    new = Plan(id=subject, change=wanted.change, effective_at=wanted.effective_at)
    since = wanted.effective_at
    if instead is not None:
        since = min(since, instead.effective_at)
    check_order(
        [*others, new], is_member=seen["is_member"], since=since, subject=subject
    )


async def _look(
    tx: Tx, locked: Row, of: NewMemberChange, /, *, without: ScheduledMember | None
) -> tuple[Row, list[Plan]]:
    """Look what a change depends on today, and which others are pending."""
    where = {"id": locked["id"], "company": of.company}
    (seen,) = await tx.rows(SQL.look, owner=locked["owner"], **where)
    plans = await tx.all(Plan, SQL.plans, **where)
    return seen, [each for each in plans if without is None or each.id != without.id]


def _check_ahead(tx: Tx, effective_at: datetime) -> None:
    check_time(effective_at, "/effectiveAt")
    if effective_at <= tx.now:
        raise MemberChangeInvalid(faults=[Fault("/effectiveAt", "must lie ahead")])
