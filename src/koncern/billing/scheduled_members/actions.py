"""What can be done with changes that are to come."""

from datetime import datetime
from operator import attrgetter
from uuid import UUID

import msgspec

from koncern.access import require
from koncern.base import Actor, Fault, Page, Scope, cut
from koncern.billing.organizations import check_there, check_time
from koncern.billing.scheduled_members.model import (
    ChangeState,
    MemberChangeInvalid,
    MemberChangesAsked,
    MemberChangeUnknown,
    NewMemberChange,
    Plan,
    ScheduledMember,
)
from koncern.billing.scheduled_members.pending import (
    decide,
    hold,
    hold_pending,
    look,
    tell,
)
from koncern.billing.scheduled_members.rules import check_order
from koncern.db import Tx, load

SQL = load("koncern.billing.scheduled_members")


async def schedule(
    tx: Tx, actor: Actor, customer_organization: UUID, wanted: NewMemberChange, /
) -> ScheduledMember:
    """Let a company join or leave an organization later, by itself."""
    require(actor, Scope.WRITE)
    _check_ahead(tx, wanted.effective_at)
    await look(tx, customer_organization, wanted)
    made = await tx.one(
        ScheduledMember,
        SQL.add,
        id=customer_organization,
        **msgspec.structs.asdict(wanted),
    )
    await tell(tx, actor, "scheduled", made)
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
    """Say anew when a company is to join or leave, and why."""
    found = await hold_pending(
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
    await look(tx, customer_organization, wanted, instead=found)
    changed = await tx.one(
        ScheduledMember,
        SQL.change,
        id=scheduled,
        effective_at=effective_at,
        reason=reason,
    )
    await tell(tx, actor, "rescheduled", changed, before=found)
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
    """Let a scheduled change not take place."""
    found = await hold_pending(
        tx,
        actor,
        scheduled,
        customer_organization=customer_organization,
        version=version,
    )
    held = await hold(tx, customer_organization, found.company)
    if held is not None:
        (seen,) = await tx.rows(
            SQL.look,
            id=customer_organization,
            company=found.company,
            owner=held["owner"],
        )
        plans = await tx.all(
            Plan, SQL.plans, id=customer_organization, company=found.company
        )
        check_order(
            [each for each in plans if each.id != found.id],
            is_member=seen["is_member"],
            since=found.effective_at,
        )
    return await decide(tx, actor, found, ChangeState.WITHDRAWN)


def _check_ahead(tx: Tx, effective_at: datetime) -> None:
    check_time(effective_at, "/effectiveAt")
    if effective_at <= tx.now:
        raise MemberChangeInvalid(faults=[Fault("/effectiveAt", "must lie ahead")])
