"""What a scheduled move is, and what can be wrong with one."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import Actor, ActorKind, Conflict, Missing, PageAsked, Scope, Slug
from koncern.trees.hierarchies import MAIN
from koncern.trees.positions import Place


class MoveState(StrEnum):
    """How far a scheduled move has come."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


StateAsked = Annotated[
    Literal["pending", "done", "failed", "withdrawn"],
    Meta(description="Only moves that have come so far."),
]

WithinAsked = Annotated[
    Slug,
    Meta(
        description="Only moves in this hierarchy, by its slug; in all, if left out.",
        examples=[MAIN],
    ),
]


class ScheduledMove(Struct, frozen=True, kw_only=True):
    """A move that takes effect by itself when its time has come."""

    id: UUID
    hierarchy: str
    company_id: UUID
    parent_id: UUID | None
    effective_at: datetime
    reason: str | None
    state: MoveState
    failure: Annotated[
        str | None, Meta(description="The code of what refused it, if it failed.")
    ]
    failure_detail: str | None
    created_at: datetime
    updated_at: datetime


class KeptMove(ScheduledMove, frozen=True, kw_only=True):
    """A scheduled move as it is kept, with its version."""

    version: int

    def printed(self) -> ScheduledMove:
        """Return it as it is shown."""
        names = ScheduledMove.__struct_fields__
        return ScheduledMove(**{name: getattr(self, name) for name in names})


class Arranged(Struct, frozen=True, kw_only=True):
    """What came of a move that was asked for."""

    version: int
    place: Annotated[Place, Meta(description="Where the company stands now.")]
    scheduled_move: Annotated[
        ScheduledMove | None, Meta(description="If it takes effect later.")
    ] = None


class MovePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a scheduled move; what is left out stays."""

    parent_id: UUID | UnsetType | None = UNSET
    effective_at: Annotated[datetime, Meta(tz=True)] | UnsetType = UNSET
    reason: Annotated[str, Meta(min_length=1, max_length=1000)] | UnsetType | None = (
        UNSET
    )


class ScheduledMovesAsked(PageAsked, frozen=True, kw_only=True):
    """Which scheduled moves are wanted."""

    state: StateAsked | None = None
    hierarchy: WithinAsked | None = None


class MovesOfCompanyAsked(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """Which of a company's scheduled moves are wanted."""

    state: StateAsked | None = None
    hierarchy: WithinAsked | None = None


class MoveUnknown(Missing):
    """There is no such scheduled move here."""


class MoveDecided(Conflict):
    """The move is no longer pending, and cannot be changed."""


class MoveBuiltUpon(Conflict):
    """A later scheduled move builds upon this one; withdraw or change that one first."""


def clock(app: UUID) -> Actor:
    """Return who carries scheduled moves out: the service itself, by the clock."""
    return Actor(
        app=app, kind=ActorKind.OPERATOR, id="schedule", scopes=frozenset(Scope)
    )
