"""What a move is, what it would change, and what can stand against it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from koncern.base import Conflict, Failure, Invalid
from koncern.trees.hierarchies import MAIN

When = Annotated[
    datetime,
    Meta(
        tz=True,
        description="When it takes effect: at once, if left out; later, by itself; or "
        "earlier, as a correction, which needs a reason.",
    ),
]
Reason = Annotated[str, Meta(min_length=1, max_length=1000)]


class Move(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a company is to stand, from when on, and why."""

    parent_id: UUID | None
    effective_at: When | None = None
    reason: Reason | None = None


ChildrenWay = Annotated[
    Literal["lift", "archive"],
    Meta(
        description="What becomes of the active companies right below: they go up one "
        "level, or are archived too, with all that stands below them."
    ),
]


class ArchiveAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of the companies right below one that is archived."""

    children: ChildrenWay | None = None


class Held(Struct, frozen=True, kw_only=True):
    """A company that is locked for a move in a hierarchy, and its parent there."""

    id: UUID
    hierarchy: str = MAIN
    is_open: bool = True
    version: int
    parent: UUID | None
    created_at: datetime
    is_archived: bool
    is_division: bool


class Prospect(Struct, frozen=True, kw_only=True):
    """A move that was looked at: whose, from when until when, and what refuses it."""

    company: Held
    parent: UUID | None
    since: datetime
    until: datetime | None
    parent_before: UUID | None
    is_now: bool
    refusals: list[Failure]


class Standing(Struct, frozen=True, kw_only=True):
    """Where a company stands, before a move or after it."""

    parent_id: UUID | None
    root_id: UUID
    legal_entity_id: UUID
    depth: int


class Change(Struct, frozen=True, kw_only=True):
    """What is another one for a company after a move."""

    company_id: UUID
    before: UUID
    after: UUID


class Access(Struct, frozen=True, kw_only=True):
    """A user who sees what stands below a company, because they are its admin."""

    user_id: UUID
    company_id: UUID
    level: str


class Refusal(Struct, frozen=True, kw_only=True):
    """Something that stands against a move."""

    code: str
    detail: str


class Outlook(Struct, frozen=True, kw_only=True):
    """What a move would change of places and of who sees them, and what refuses it."""

    is_possible: bool
    refusals: list[Refusal]
    effective_at: datetime
    until: Annotated[
        datetime | None,
        Meta(description="When the company's parent changes next, if that is known."),
    ]
    moving_count: Annotated[int, Meta(description="How many move, itself included.")]
    before: Standing
    after: Standing
    legal_entity_changes: list[Change]
    gains_access: list[Access]
    loses_access: list[Access]


class MoveInvalid(Invalid):
    """The move cannot be as it was described; `errors` names each place."""


class MoveNeedless(Conflict):
    """The company stands under that parent at that time already."""


class MoveOverlaps(Conflict):
    """Another move of this company is scheduled for the same time."""


class TooDeep(Conflict):
    """The tree would have more levels than the 64 that it may have."""

    constraints = ("ancestry_not_too_deep",)


class ChildrenInTheWay(Conflict):
    """Active companies stand below it: say what becomes of them."""


def message_of(failure: Failure) -> str:
    """Return what a failure says, with its faults, as one text.

    Faults of the parent are told as the parent's; all others name their subject.
    """
    faults = [
        f"The parent {each.detail}."
        if each.pointer == "/parent_id"
        else f"{each.detail}."
        for each in failure.faults
    ]
    return " ".join([failure.detail, *faults])
