"""Store groups and their markets, as an app's credentials manage them."""

from typing import Any

import msgspec

from koncern.access import CredentialNeeded
from koncern.api.http import Call, Pagination, Reply, Unit, route, shown
from koncern.base import PageAsked
from koncern.base.records import RecordTooLarge
from koncern.labels import LabelOnTooMany, store_groups
from koncern.labels.store_groups import (
    KeptStoreGroup,
    NewStoreGroup,
    StoreGroup,
    StoreGroupInUse,
    StoreGroupInvalid,
    StoreGroupPatch,
    StoreGroupSlugTaken,
    StoreGroupUnknown,
)


class StoreGroupList(msgspec.Struct, kw_only=True):
    """Store groups, with the way to the next page."""

    store_groups: list[StoreGroup]
    pagination: Pagination


async def create(call: Call) -> Reply:
    """Make a store group."""
    made = await store_groups.add(call.unit, call.by, call.body)
    return _one(made, status=201)


async def list_all(call: Call) -> Reply:
    """List store groups, oldest first."""
    page = await store_groups.page(call.unit, call.by, call.query)
    body = StoreGroupList(
        store_groups=[shown(StoreGroup, each) for each in page.rows],
        pagination=call.pagination(page),
    )
    return Reply(body=body, links=call.links(page))


async def read(call: Call) -> Reply:
    """Read a store group, with its markets."""
    return _one(await store_groups.read(call.unit, call.by, call.texts["slug"]))


async def put(call: Call) -> Reply:
    """Change a store group (JSON Merge Patch, RFC 7396), or make it if there is none.

    To make one, `name` is needed. `markets` are replaced as a whole: one whose slug the
    group has already stays the same one, and can be named by the slug alone. The
    companies that buy in the group show what changed at once; if they are more than
    5,000, within a minute or so.
    """
    kept = await store_groups.put(
        call.unit, call.by, call.texts["slug"], patch=call.body, version=call.version
    )
    return _one(kept)


async def delete(call: Call) -> Reply:
    """Delete a store group: it is taken from every company that buys in it.

    Not while customer groups sell by it.
    """
    await store_groups.delete(
        call.unit, call.by, call.texts["slug"], version=call.version
    )
    return Reply(status=204)


def _one(group: KeptStoreGroup, status: int = 200) -> Reply:
    return Reply(status=status, body=shown(StoreGroup, group), version=group.version)


MARKET: dict[str, Any] = {
    "slug": "sweden",
    "name": "Sweden",
    "country_codes": ["SE"],
    "currency_code": "SEK",
    "locale": "sv-SE",
    "is_tax_exemption_eligible": True,
}

EXAMPLE = {
    "slug": "nordics",
    "name": "Nordics",
    "country_of_sale": "SE",
    "store_type": "b2b",
    "markets": [MARKET],
}

_ONE = "/store-groups/{slug}"

ROUTES = [
    route(
        "POST",
        "/store-groups",
        create,
        body=NewStoreGroup,
        shows=StoreGroup,
        status=201,
        names="slug",
        failures=(
            CredentialNeeded,
            RecordTooLarge,
            StoreGroupInvalid,
            StoreGroupSlugTaken,
        ),
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
    route(
        "GET",
        _ONE,
        read,
        shows=StoreGroup,
        unit=Unit.SINGLE,
        failures=(CredentialNeeded, StoreGroupUnknown),
    ),
    route(
        "PATCH",
        _ONE,
        put,
        body=StoreGroupPatch,
        shows=StoreGroup,
        takes_if_match=True,
        failures=(
            RecordTooLarge,
            CredentialNeeded,
            StoreGroupInvalid,
            StoreGroupSlugTaken,
            StoreGroupUnknown,
        ),
        example=EXAMPLE,
    ),
    route(
        "DELETE",
        _ONE,
        delete,
        status=204,
        takes_if_match=True,
        failures=(CredentialNeeded, LabelOnTooMany, StoreGroupInUse, StoreGroupUnknown),
    ),
]
