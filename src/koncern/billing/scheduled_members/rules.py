"""Which changes are possible, and which may follow each other."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from koncern.base import Fault
from koncern.billing.organizations import (
    CustomerArchived,
    CustomersUnknown,
    OwnershipCircle,
)
from koncern.billing.scheduled_members.model import (
    MemberChange,
    MemberChangeNeedless,
    MemberChangeOverlaps,
    NewMemberChange,
    Plan,
)
from koncern.db import Row

Kinds = type[CustomersUnknown | CustomerArchived | OwnershipCircle]


def check_possible(wanted: NewMemberChange, seen: Row, /, *, owner: UUID) -> None:
    """Refuse a change that is impossible by what is seen of its company today."""
    if not seen["is_billable"]:
        raise _of_company(CustomersUnknown, wanted.company)
    if wanted.change != MemberChange.JOIN:
        return
    if seen["is_archived"]:
        raise _of_company(CustomerArchived, wanted.company)
    if wanted.company == owner:
        raise MemberChangeNeedless(
            "The customer owns the organization, and is never among its members."
        )
    if seen["owns_owner"]:
        raise _of_company(OwnershipCircle, wanted.company)


def check_order(
    plans: Iterable[Plan],
    /,
    *,
    is_member: bool,
    since: datetime,
    subject: UUID | None = None,
) -> None:
    """Refuse plans that would change nothing, from a time on; `subject` is the new one.

    What lies before that time is let alone: it was true when it was planned, and is
    looked at again when it is due.
    """
    taken: set[datetime] = set()
    for plan in sorted(plans, key=lambda each: each.effective_at):
        joins = plan.change == MemberChange.JOIN
        if plan.effective_at in taken:
            raise MemberChangeOverlaps
        if plan.effective_at >= since and joins == is_member:
            raise _needless(plan, subject)
        taken.add(plan.effective_at)
        is_member = joins


def _needless(
    plan: Plan, subject: UUID | None
) -> MemberChangeNeedless | MemberChangeOverlaps:
    if plan.id != subject:
        return MemberChangeOverlaps(
            f"The {plan.change} that is scheduled for "
            f"{plan.effective_at.isoformat()} would change nothing any more; "
            "change or withdraw that one first."
        )
    told = "is a member" if plan.change == MemberChange.JOIN else "is no member"
    return MemberChangeNeedless(f"The customer {told} at that time already.")


def _of_company(
    kind: Kinds, company: UUID
) -> CustomersUnknown | CustomerArchived | OwnershipCircle:
    fault = Fault("/customerId", f"{company} {kind.said_of_each}")
    return kind(faults=[fault])
