"""Changes whose time has not come yet: looked at, held, and decided."""

from uuid import UUID

from koncern.access import require
from koncern.base import Actor, Fault, Scope, Stale
from koncern.billing.organizations import (
    CustomerArchived,
    CustomerOrganizationUnknown,
    CustomersUnknown,
    OwnershipCircle,
)
from koncern.billing.scheduled_members.model import (
    ChangeState,
    MemberChange,
    MemberChangeDecided,
    MemberChangeNeedless,
    MemberChangeUnknown,
    NewMemberChange,
    Plan,
    ScheduledMember,
)
from koncern.billing.scheduled_members.rules import check_order
from koncern.db import Row, Tx, load
from koncern.events import record

SQL = load("koncern.billing.scheduled_members")

Kinds = type[CustomersUnknown | CustomerArchived | OwnershipCircle]


async def hold(tx: Tx, customer_organization: UUID, company: UUID, /) -> Row | None:
    """Lock a company, then an organization, if it is there; tell of both."""
    await tx.run(SQL.hold_company, company=company)
    rows = await tx.rows(SQL.hold, id=customer_organization)
    return rows[0] if rows else None


async def look(
    tx: Tx,
    customer_organization: UUID,
    wanted: NewMemberChange,
    /,
    *,
    instead: ScheduledMember | None = None,
) -> None:
    """Refuse a change that cannot take place, as far as that is known already.

    What comes `instead` of one that is planned leaves that one out.
    """
    held = await hold(tx, customer_organization, wanted.company)
    if held is None:
        raise CustomerOrganizationUnknown
    (seen,) = await tx.rows(
        SQL.look, id=customer_organization, company=wanted.company, owner=held["owner"]
    )
    if not seen["is_billable"]:
        raise _named(CustomersUnknown, wanted.company)
    if wanted.change == MemberChange.JOIN:
        _check_joining(wanted, held["owner"], seen)
    known = await tx.all(
        Plan, SQL.plans, id=customer_organization, company=wanted.company
    )
    others = [each for each in known if instead is None or each.id != instead.id]
    subject = instead.id if instead else None
    new = Plan(id=subject, change=wanted.change, effective_at=wanted.effective_at)
    since = wanted.effective_at
    if instead is not None:
        since = min(since, instead.effective_at)
    check_order(
        [*others, new], is_member=seen["is_member"], since=since, subject=subject
    )


async def hold_pending(
    tx: Tx,
    actor: Actor,
    scheduled: UUID,
    /,
    *,
    customer_organization: UUID | None = None,
    version: int | None = None,
) -> ScheduledMember:
    """Find a pending change, and keep it and what it concerns from changing."""
    require(actor, Scope.WRITE)
    found = await tx.maybe(ScheduledMember, SQL.find, id=scheduled)
    if found is None or customer_organization not in {
        None,
        found.customer_organization,
    }:
        raise MemberChangeUnknown
    await hold(tx, found.customer_organization, found.company)
    found = await tx.one(ScheduledMember, SQL.find, id=scheduled)
    if version is not None and version != found.version:
        raise Stale
    if found.state != ChangeState.PENDING:
        raise MemberChangeDecided(
            f"The scheduled change is {found.state}, and cannot be changed."
        )
    return found


async def decide(
    tx: Tx,
    actor: Actor,
    found: ScheduledMember,
    state: ChangeState,
    /,
    *,
    failure: str | None = None,
    failure_detail: str | None = None,
) -> ScheduledMember:
    """Let a change be pending no longer, and record what became of it."""
    rows = await tx.all(
        ScheduledMember,
        SQL.decide,
        id=found.id,
        state=state,
        failure=failure,
        failure_detail=failure_detail,
    )
    if not rows:
        raise MemberChangeDecided
    await tell(tx, actor, str(state), rows[0], before=found)
    return rows[0]


async def tell(
    tx: Tx,
    actor: Actor,
    came: str,
    after: ScheduledMember,
    /,
    *,
    before: ScheduledMember | None = None,
) -> None:
    """Record what became of a change, with its organization."""
    await record(
        tx,
        actor,
        f"customer_organization.change_{came}",
        after.customer_organization,
        before=before,
        after=after,
        reason=after.reason,
    )


def _check_joining(wanted: NewMemberChange, owner: UUID, seen: Row) -> None:
    if seen["is_archived"]:
        raise _named(CustomerArchived, wanted.company)
    if wanted.company == owner:
        raise MemberChangeNeedless(
            "The customer owns the organization, and is never among its members."
        )
    if seen["owns_owner"]:
        raise _named(OwnershipCircle, wanted.company)


def _named(
    kind: Kinds, company: UUID
) -> CustomersUnknown | CustomerArchived | OwnershipCircle:
    fault = Fault("/customerId", f"{company} {kind.said_of_each}")
    return kind(faults=[fault])
