"""Hierarchies, as an app's credentials declare and manage them."""

import msgspec

from koncern.access import CredentialNeeded
from koncern.api.http import Call, Pagination, Reply, Unit, route, shown
from koncern.trees import hierarchies
from koncern.trees.hierarchies import (
    HierarchiesAsked,
    Hierarchy,
    HierarchyInUse,
    HierarchyInvalid,
    HierarchyPatch,
    HierarchySlugTaken,
    HierarchyUnknown,
    KeptHierarchy,
    MainHierarchyStays,
    NewHierarchy,
    TooManyHierarchies,
)


class HierarchyList(msgspec.Struct, kw_only=True):
    """Hierarchies, the main one first, with the way to the next page."""

    hierarchies: list[Hierarchy]
    pagination: Pagination


async def create(call: Call) -> Reply:
    """Declare a hierarchy: a tree of its own, besides the main one.

    Companies stand at its top until they are moved in it. It says who stands under whom,
    and nothing else: users, settings and divisions follow the main hierarchy alone.
    """
    return _one(await hierarchies.add(call.unit, call.by, call.body), status=201)


async def list_all(call: Call) -> Reply:
    """List hierarchies, oldest first: `main`, which every app has, before all others."""
    page = await hierarchies.page(call.unit, call.by, call.query)
    body = HierarchyList(
        hierarchies=[shown(Hierarchy, each) for each in page.rows],
        pagination=call.pagination(page),
    )
    return Reply(body=body, links=call.links(page))


async def read(call: Call) -> Reply:
    """Read a hierarchy."""
    return _one(await hierarchies.read(call.unit, call.by, call.texts["slug"]))


async def change(call: Call) -> Reply:
    """Change a hierarchy: a JSON Merge Patch (RFC 7396). Its slug stays.

    While it is `inactive` no company moves in it: what is due fails, and what is read of
    it, at any time, stays as it is. The main hierarchy is always `active`.
    """
    changed = await hierarchies.change(
        call.unit, call.by, call.texts["slug"], patch=call.body, version=call.version
    )
    return _one(changed)


async def delete(call: Call) -> Reply:
    """Delete a hierarchy in which no company stands, ever stood, or was to.

    What has a history stays: make such a hierarchy `inactive` instead.
    """
    await hierarchies.delete(
        call.unit, call.by, call.texts["slug"], version=call.version
    )
    return Reply(status=204)


def _one(hierarchy: KeptHierarchy, status: int = 200) -> Reply:
    return Reply(
        status=status, body=shown(Hierarchy, hierarchy), version=hierarchy.version
    )


EXAMPLE = {"slug": "sales", "name": "Sales"}

_ONE = "/hierarchies/{slug}"

ROUTES = [
    route(
        "POST",
        "/hierarchies",
        create,
        body=NewHierarchy,
        shows=Hierarchy,
        status=201,
        names="slug",
        failures=(CredentialNeeded, HierarchySlugTaken, TooManyHierarchies),
        example=EXAMPLE,
    ),
    route(
        "GET",
        "/hierarchies",
        list_all,
        query=HierarchiesAsked,
        shows=HierarchyList,
        unit=Unit.SINGLE,
        failures=(CredentialNeeded,),
    ),
    route(
        "GET",
        _ONE,
        read,
        shows=Hierarchy,
        unit=Unit.SINGLE,
        failures=(CredentialNeeded, HierarchyUnknown),
    ),
    route(
        "PATCH",
        _ONE,
        change,
        body=HierarchyPatch,
        shows=Hierarchy,
        takes_if_match=True,
        failures=(
            CredentialNeeded,
            HierarchyInvalid,
            HierarchyUnknown,
            MainHierarchyStays,
        ),
        example={"name": "Sales regions", "status": "active"},
    ),
    route(
        "DELETE",
        _ONE,
        delete,
        status=204,
        takes_if_match=True,
        failures=(
            CredentialNeeded,
            HierarchyInUse,
            HierarchyUnknown,
            MainHierarchyStays,
        ),
    ),
]
