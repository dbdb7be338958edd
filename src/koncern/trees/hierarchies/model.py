"""What a hierarchy is, and what can be wrong with one."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import Conflict, Invalid, Line, Missing, PageAsked, Printed, Slug

MAIN = "main"
"""The hierarchy that every app has: the tree of `company.parent`."""

HIERARCHIES_MAX = 20
"""How many hierarchies an app has at most, the main one included."""

Within = Annotated[
    Slug,
    Meta(
        description="In which hierarchy, by its slug; in the main one, if left out.",
        examples=[MAIN],
    ),
]


class HierarchyStatus(StrEnum):
    """Whether companies can move in a hierarchy; it can be read in any case."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class NewHierarchy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a hierarchy when it is declared."""

    slug: Slug
    name: Line


class HierarchyPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a hierarchy (RFC 7396); its slug is what it is named by, and stays."""

    name: Line | UnsetType = UNSET
    status: HierarchyStatus | UnsetType = UNSET
    slug: Annotated[Any, Meta(description="May come along, and cannot change.")] = None
    id: Printed = None
    created_at: Printed = None
    updated_at: Printed = None


class HierarchiesAsked(PageAsked, frozen=True, kw_only=True):
    """Which hierarchies are wanted."""

    status: (
        Annotated[HierarchyStatus, Meta(description="Only those of this status.")]
        | None
    ) = None


class Hierarchy(Struct, frozen=True, kw_only=True):
    """A tree that an app's companies stand in, each under one parent at a time."""

    id: UUID
    slug: str
    name: str
    status: HierarchyStatus
    created_at: datetime
    updated_at: datetime


class KeptHierarchy(Hierarchy, frozen=True, kw_only=True):
    """A hierarchy as it is kept: with its version."""

    version: int

    @property
    def is_open(self) -> bool:
        """Whether companies can move in it."""
        return self.status == HierarchyStatus.ACTIVE


class HierarchyUnknown(Missing):
    """There is no such hierarchy here."""


class HierarchyNotOfApp(Invalid):
    """No hierarchy of this app has this slug; `errors` names those that there are."""


class HierarchyInvalid(Invalid):
    """The hierarchy cannot be as described; `errors` names each place."""


class HierarchySlugTaken(Conflict):
    """Another hierarchy of this app has this slug."""

    constraints = ("hierarchy_slug_taken",)


class TooManyHierarchies(Conflict):
    """An app has at most 20 hierarchies; delete one in which no company ever stood."""


class HierarchyInactive(Conflict):
    """The hierarchy is not in use: it can be read, and no company moves in it."""


class HierarchyInUse(Conflict):
    """Companies stand in the hierarchy, or did: that stays. Make it inactive instead."""


class MainHierarchyStays(Conflict):
    """The main hierarchy is always there, and in use: every app has it."""

    constraints = ("hierarchy_main_stays",)
