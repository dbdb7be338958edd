"""Roles, as an app's credentials manage them."""

import msgspec

from koncern import roles
from koncern.access import CredentialNeeded
from koncern.api.kit import Call, Pagination, Reply, Unit, route
from koncern.base import PageAsked
from koncern.roles import NewRole, Role, RoleSlugTaken


class RoleList(msgspec.Struct, kw_only=True):
    """Roles, with the way to the next page."""

    roles: list[Role]
    pagination: Pagination


async def create(call: Call) -> Reply:
    """Make a role."""
    return Reply(status=201, body=await roles.add(call.unit, call.by, call.body))


async def list_all(call: Call) -> Reply:
    """List roles, oldest first."""
    page = await roles.page(call.unit, call.by, call.query)
    body = RoleList(roles=list(page.rows), pagination=call.pagination(page))
    return Reply(body=body, links=call.links(page))


EXAMPLE = {"slug": "buyer", "name": "Buyer", "permissions": ["order:place"]}

ROUTES = [
    route(
        "POST",
        "/roles",
        create,
        body=NewRole,
        shows=Role,
        status=201,
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
]
