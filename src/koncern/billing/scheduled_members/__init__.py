"""Scheduled members: companies that join or leave an organization when it is time.

Until then they show wherever a time to come is asked for, and can be changed and
withdrawn. When the time comes they are checked again: what has become impossible is
given up, with its reason (docs/decisions/0026).
"""

from koncern.billing.scheduled_members.actions import (
    change,
    page,
    read,
    schedule,
    withdraw,
)
from koncern.billing.scheduled_members.execution import (
    CHANGED_MEANWHILE,
    UNTIL_OTHERS_MAKE_WAY,
    carry_out,
    claim,
    due,
    give_up,
    next_due,
)
from koncern.billing.scheduled_members.model import (
    ChangeState,
    MemberChange,
    MemberChangeDecided,
    MemberChangeInvalid,
    MemberChangeNeedless,
    MemberChangeOverlaps,
    MemberChangesAsked,
    MemberChangeUnknown,
    NewMemberChange,
    ScheduledMember,
)

__all__ = [
    "CHANGED_MEANWHILE",
    "UNTIL_OTHERS_MAKE_WAY",
    "ChangeState",
    "MemberChange",
    "MemberChangeDecided",
    "MemberChangeInvalid",
    "MemberChangeNeedless",
    "MemberChangeOverlaps",
    "MemberChangeUnknown",
    "MemberChangesAsked",
    "NewMemberChange",
    "ScheduledMember",
    "carry_out",
    "change",
    "claim",
    "due",
    "give_up",
    "next_due",
    "page",
    "read",
    "schedule",
    "withdraw",
]
