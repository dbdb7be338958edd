"""What a place in the tree is, and which places may be asked for."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from koncern.base import CursorUnknown, Fault, Invalid, PageAsked
from koncern.trees.hierarchies import MAIN, Within

DEPTH_MAX = 64
"""How many levels a tree may have; a constraint holds it."""

Depth = Annotated[
    int, Meta(ge=1, le=DEPTH_MAX, description="How many levels down to go.")
]
AsOf = Annotated[
    datetime,
    Meta(
        tz=True,
        description="The tree as it was at this time, or will be as scheduled; now, if "
        "left out. Names, statuses and kinds are always those of today.",
    ),
]
WayCursor = Annotated[
    str,
    Meta(max_length=1400, description="A cursor from `pagination` of an earlier page."),
]


class Kind(StrEnum):
    """What a company is in the eyes of the law: one in its own right, or part of one."""

    COMPANY = "company"
    DIVISION = "division"


class Place(Struct, frozen=True):
    """Where a company stands in the tree, and how much stands below it."""

    id: UUID
    name: str
    status: Literal["pending", "active", "rejected"]
    kind: Kind
    archived_at: datetime | None
    parent_id: UUID | None
    depth: Annotated[int, Meta(description="How many companies stand above it.")]
    children_count: int
    descendants_count: int
    legal_entity_id: Annotated[
        UUID,
        Meta(
            description="Itself; of a division, the nearest company above it in the "
            "main hierarchy, whichever is asked for."
        ),
    ]
    root_id: UUID


class Branch(Place, frozen=True, kw_only=True):
    """A company's place, and what of its children is shown."""

    children: list["Branch"]
    hidden_count: Annotated[
        int, Meta(description="How many of its children are not shown.")
    ]


class Time(Struct, frozen=True, kw_only=True):
    """A time during which a company has one parent; or was believed to, once."""

    parent_id: UUID | None
    since: datetime
    until: datetime | None
    recorded_at: datetime | None
    corrected_at: Annotated[
        datetime | None, Meta(description="Until when it was believed, if no longer.")
    ]
    reason: str | None


class TimesAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In which hierarchy a company's parents are wanted."""

    hierarchy: Within = MAIN


class PlaceAsked(TimesAsked, frozen=True, kw_only=True):
    """In which hierarchy a place is wanted, and at which time."""

    as_of: AsOf | None = None


class ChildrenAsked(PageAsked, frozen=True, kw_only=True):
    """Which of the companies right below one are wanted, where, and at which time."""

    hierarchy: Within = MAIN
    status: (
        Annotated[
            Literal["pending", "active", "rejected"],
            Meta(description="Only companies of this status."),
        ]
        | None
    ) = None
    kind: (
        Annotated[
            Literal["company", "division"], Meta(description="Only those of this kind.")
        ]
        | None
    ) = None
    archived: (
        Annotated[bool, Meta(description="Only archived ones, or only others.")] | None
    ) = None
    as_of: AsOf | None = None


class DescendantsAsked(ChildrenAsked, frozen=True, kw_only=True):
    """Which of the companies below one are wanted, and at which time."""

    after: WayCursor | None = None
    before: WayCursor | None = None
    depth: Depth = DEPTH_MAX

    def way(self) -> list[UUID]:
        """Return the way down, from the company asked for, where the page begins."""
        sent = self.sent_cursor()
        return read_way(*sent) if sent else []


class TreeAsked(PlaceAsked, frozen=True, kw_only=True):
    """How much of a tree is wanted, and at which time."""

    depth: Depth = 3
    limit: Annotated[
        int, Meta(ge=1, le=1000, description="How many companies to show at most.")
    ] = 200


class NotThereYet(Invalid):
    """The company was not there at that time; `errors` says so."""


def write_way(way: list[UUID]) -> str:
    """Return the cursor that points behind a way down."""
    return urlsafe_b64encode(b"".join(each.bytes for each in way)).decode().rstrip("=")


def read_way(cursor: str, pointer: str) -> list[UUID]:
    """Return the way down that a cursor points behind."""
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        way = [UUID(bytes=raw[at : at + 16]) for at in range(0, len(raw), 16)]
    except ValueError:
        way = []
    if not way or write_way(way) != cursor:
        raise CursorUnknown(faults=[Fault(pointer, "is no cursor of this list")])
    return way
