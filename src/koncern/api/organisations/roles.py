"""Roles, as an app's credentials manage them."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from koncern.access import CredentialNeeded
from koncern.api.http import Call, Pagination, Reply, Unit, route, shown
from koncern.base import PageAsked, ShortLine
from koncern.people import roles
from koncern.people.roles import (
    KeptRole,
    NewRole,
    ReplacementUnknown,
    Role,
    RoleInUse,
    RolePatch,
    RoleSlugTaken,
    RoleUnknown,
)


class RoleList(msgspec.Struct, kw_only=True):
    """Roles, with the way to the next page."""

    roles: list[Role]
    pagination: Pagination


class RoleDeletion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who takes over when a role goes: another role, by its slug."""

    replacement: (
        Annotated[ShortLine, Meta(description="The slug of the role that takes over.")]
        | None
    ) = None


async def create(call: Call) -> Reply:
    """Make a role."""
    return _one(await roles.add(call.unit, call.by, call.body), status=201)


async def list_all(call: Call) -> Reply:
    """List roles, oldest first."""
    page = await roles.page(call.unit, call.by, call.query)
    body = RoleList(
        roles=[shown(Role, each) for each in page.rows],
        pagination=call.pagination(page),
    )
    return Reply(body=body, links=call.links(page))


async def read(call: Call) -> Reply:
    """Read a role."""
    return _one(await roles.read(call.unit, call.by, call.texts["slug"]))


async def change(call: Call) -> Reply:
    """Change a role: a JSON Merge Patch (RFC 7396).

    Whoever has it has it as it is now, under its new slug as well.
    """
    changed = await roles.change(
        call.unit, call.by, call.texts["slug"], patch=call.body, version=call.version
    )
    return _one(changed)


async def delete(call: Call) -> Reply:
    """Delete a role.

    Not while users have it in their companies, unless another role takes over: name it
    as `replacement`.
    """
    await roles.delete(
        call.unit,
        call.by,
        call.texts["slug"],
        replacement=call.query.replacement,
        version=call.version,
    )
    return Reply(status=204)


def _one(role: KeptRole, status: int = 200) -> Reply:
    return Reply(status=status, body=shown(Role, role), version=role.version)


EXAMPLE = {"slug": "buyer", "name": "Buyer", "permissions": ["order:place"]}

_ONE = "/roles/{slug}"

ROUTES = [
    route(
        "POST",
        "/roles",
        create,
        body=NewRole,
        shows=Role,
        status=201,
        names="slug",
        failures=(CredentialNeeded, RoleSlugTaken),
        example=EXAMPLE,
    ),
    route(
        "GET",
        "/roles",
        list_all,
        query=PageAsked,
        shows=RoleList,
        unit=Unit.SINGLE,
        failures=(CredentialNeeded,),
    ),
    route(
        "GET",
        _ONE,
        read,
        shows=Role,
        unit=Unit.SINGLE,
        failures=(CredentialNeeded, RoleUnknown),
    ),
    route(
        "PATCH",
        _ONE,
        change,
        body=RolePatch,
        shows=Role,
        takes_if_match=True,
        failures=(CredentialNeeded, RoleSlugTaken, RoleUnknown),
        example={"permissions": ["order:place", "order:read"]},
    ),
    route(
        "DELETE",
        _ONE,
        delete,
        query=RoleDeletion,
        status=204,
        takes_if_match=True,
        failures=(CredentialNeeded, ReplacementUnknown, RoleInUse, RoleUnknown),
    ),
]
