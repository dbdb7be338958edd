"""Which changes may follow each other: nobody joins who is in, or leaves who is out."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from koncern.billing.scheduled_members.model import (
    MemberChange,
    MemberChangeNeedless,
    MemberChangeOverlaps,
    Plan,
)


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
