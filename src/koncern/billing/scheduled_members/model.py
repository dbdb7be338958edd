"""What a scheduled member is, and what can be wrong with one."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from koncern.base import Conflict, Invalid, Missing, PageAsked


class MemberChange(StrEnum):
    """What is to become of a company's place in an organization."""

    JOIN = "join"
    LEAVE = "leave"


class ChangeState(StrEnum):
    """How far a scheduled change has come."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class NewMemberChange(Struct, frozen=True, kw_only=True):
    """Who is to join or leave, when, and why."""

    company: UUID
    change: MemberChange
    effective_at: datetime
    reason: str | None = None


class ScheduledMember(NewMemberChange, frozen=True, kw_only=True):
    """A company that joins or leaves an organization when its time has come."""

    id: UUID
    version: int
    customer_organization: UUID
    state: ChangeState
    failure: str | None
    failure_detail: str | None
    created_at: datetime
    updated_at: datetime


class Plan(Struct, frozen=True, kw_only=True):
    """A change that is pending, among the others of the same company and organization."""

    id: UUID | None
    change: MemberChange
    effective_at: datetime


class MemberChangesAsked(PageAsked, frozen=True, kw_only=True):
    """Which scheduled changes of an organization are wanted."""

    state: (
        Annotated[
            Literal["pending", "done", "failed", "withdrawn"],
            Meta(description="Only changes that have come so far."),
        ]
        | None
    ) = None


class MemberChangeUnknown(Missing):
    """There is no such scheduled change here."""


class MemberChangeInvalid(Invalid):
    """The scheduled change cannot be as it was described; `errors` names each place."""


class MemberChangeDecided(Conflict):
    """The scheduled change is no longer pending, and cannot be changed."""


class MemberChangeNeedless(Conflict):
    """The change would change nothing at that time."""


class MemberChangeOverlaps(Conflict):
    """A scheduled change of the same customer stands against it; change that one first."""
