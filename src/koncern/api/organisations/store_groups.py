"""Store groups, as an app's credentials manage them."""

import msgspec

from koncern import store_groups
from koncern.access import CredentialNeeded
from koncern.api.kit import Call, Pagination, Reply, Unit, route
from koncern.base import PageAsked
from koncern.store_groups import (
    NewStoreGroup,
    StoreGroup,
    StoreGroupInvalid,
    StoreGroupSlugTaken,
)


class StoreGroupList(msgspec.Struct, kw_only=True):
    """Store groups, with the way to the next page."""

    store_groups: list[StoreGroup]
    pagination: Pagination


async def create(call: Call) -> Reply:
    """Make a store group."""
    return Reply(status=201, body=await store_groups.add(call.unit, call.by, call.body))


async def list_all(call: Call) -> Reply:
    """List store groups, oldest first."""
    page = await store_groups.page(call.unit, call.by, call.query)
    body = StoreGroupList(
        store_groups=list(page.rows), pagination=call.pagination(page)
    )
    return Reply(body=body, links=call.links(page))


EXAMPLE = {
    "slug": "nordics",
    "name": "Nordics",
    "country_of_sale": "SE",
    "store_type": "b2b",
}

ROUTES = [
    route(
        "POST",
        "/store-groups",
        create,
        body=NewStoreGroup,
        shows=StoreGroup,
        status=201,
        failures=(CredentialNeeded, StoreGroupInvalid, StoreGroupSlugTaken),
        example=EXAMPLE,
    ),
    route(
        "GET",
        "/store-groups",
        list_all,
        query=PageAsked,
        shows=StoreGroupList,
        unit=Unit.SINGLE,
        failures=(CredentialNeeded,),
    ),
]
