"""What a role is, and what can be wrong with one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import END, Conflict, Invalid, Line, Missing, Printed, Slug

PUBLISHED = {"agent": "Agent", "customer": "Customer"}
"""The roles that the published API names, with what they are called: clients send them
without asking whether they are there."""

PERMISSION = rf"^[a-z0-9_]+:[a-z0-9_*]+{END}"
"""How a permission is written."""

Permission = Annotated[
    str,
    Meta(
        max_length=100,
        pattern=PERMISSION,
        description="A right, as `thing:deed`.",
        examples=["order:place"],
    ),
]


Permissions = Annotated[list[Permission], Meta(max_length=200)]


class NewRole(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a role when it is made."""

    slug: Slug
    name: Line
    permissions: Permissions = []


class RolePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a role (RFC 7396)."""

    slug: Slug | UnsetType = UNSET
    name: Line | UnsetType = UNSET
    permissions: Permissions | UnsetType = UNSET
    id: Printed = None
    app_id: Printed = None
    created_at: Printed = None
    updated_at: Printed = None


class Role(Struct, frozen=True, kw_only=True):
    """An app-wide custom role: a slug, a name, and what it permits."""

    id: UUID
    slug: str
    name: str
    permissions: list[str]
    created_at: datetime
    updated_at: datetime


class KeptRole(Role, frozen=True, kw_only=True):
    """A role as it is kept: with its version."""

    version: int


class RoleUnknown(Missing):
    """There is no such role here."""


class ReplacementUnknown(Invalid):
    """The role that is to take over is none of this app, or the one that goes."""


class RoleSlugTaken(Conflict):
    """Another role of this app has this slug."""

    constraints = ("role_slug_taken",)


class RoleNotOfApp(Invalid):
    """No role of this app has this slug; `errors` names those that there are."""


class RoleInUse(Conflict):
    """Memberships have this role; name another one as `replacement` that takes over."""


class RoleGone(Conflict):
    """The role was deleted while it was being given; look what roles there are now."""

    constraints = ("membership_role_known",)
