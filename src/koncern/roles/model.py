"""What a role is, and what can be wrong with one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from koncern.base import END, Conflict, Invalid, Line, Slug

PUBLISHED = {"agent": "Agent", "customer": "Customer"}
"""The roles that the published API names, with what they are called: clients send them
without asking whether they are there."""

Permission = Annotated[
    str,
    Meta(
        max_length=100,
        pattern=rf"^[a-z0-9_]+:[a-z0-9_*]+{END}",
        description="A right, as `thing:deed`.",
        examples=["order:place"],
    ),
]


class NewRole(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a role when it is made."""

    slug: Slug
    name: Line
    permissions: Annotated[list[Permission], Meta(max_length=200)] = []


class Role(Struct, frozen=True, kw_only=True):
    """An app-wide custom role: a slug, a name, and what it permits."""

    id: UUID
    slug: str
    name: str
    permissions: list[str]
    created_at: datetime
    updated_at: datetime


class RoleSlugTaken(Conflict):
    """Another role of this app has this slug."""

    constraints = ("role_slug_taken",)


class RoleUnknown(Invalid):
    """No role of this app has this slug; `errors` names those that there are."""
