"""Company trees: where companies stand, today and at any other time."""

import msgspec

from koncern.api.http import Call, Pagination, Reply, Unit, route
from koncern.base import Page
from koncern.companies import CompanyUnknown
from koncern.trees import positions
from koncern.trees.hierarchies import MAIN, HierarchyNotOfApp
from koncern.trees.positions import (
    Branch,
    ChildrenAsked,
    DescendantsAsked,
    NotThereYet,
    Place,
    PlaceAsked,
    Time,
    TimesAsked,
    TreeAsked,
)


class Ancestors(msgspec.Struct, kw_only=True):
    """The companies above one, the nearest first."""

    companies: list[Place]


class PlaceList(msgspec.Struct, kw_only=True):
    """Companies with their places, and the way to the next page."""

    companies: list[Place]
    pagination: Pagination


class TimeList(msgspec.Struct, kw_only=True):
    """Under whom a company stood, stands and will stand."""

    times: list[Time]


async def place(call: Call) -> Reply:
    """Read where a company stands in the tree, and how much stands below it.

    You see the places of companies that you belong to, and of all that stand below one
    whose admin you are; of others no more than their ids. A credential sees all.
    Archived companies keep their places, and are counted.
    """
    asked = call.query
    found = await positions.place(
        call.unit, call.by, call.ids["id"], as_of=asked.as_of, hierarchy=asked.hierarchy
    )
    return Reply(body=found)


async def ancestors(call: Call) -> Reply:
    """List the companies above one, the nearest first."""
    asked = call.query
    found = await positions.ancestors(
        call.unit, call.by, call.ids["id"], as_of=asked.as_of, hierarchy=asked.hierarchy
    )
    return Reply(body=Ancestors(companies=found))


async def children(call: Call) -> Reply:
    """List the companies right below one, in the order in which they were made."""
    found = await positions.children(
        call.unit, call.by, call.ids["id"], asked=call.query
    )
    return _listed(call, found)


async def siblings(call: Call) -> Reply:
    """List the companies beside one, under the same parent; at the top, there is none."""
    found = await positions.siblings(
        call.unit, call.by, call.ids["id"], asked=call.query
    )
    return _listed(call, found)


async def descendants(call: Call) -> Reply:
    """List all companies below one: each is followed by what stands below it."""
    found = await positions.descendants(
        call.unit, call.by, call.ids["id"], asked=call.query
    )
    return _listed(call, found)


async def tree(call: Call) -> Reply:
    """Read a company and those below it as a tree, level by level, until enough is shown.

    Where not all children are shown, `hidden_count` tells how many are not.
    """
    found = await positions.tree(call.unit, call.by, call.ids["id"], asked=call.query)
    return Reply(body=found)


async def times(call: Call) -> Reply:
    """List under whom a company stood, stands and will stand, the latest first.

    A time that was corrected since is listed as it was believed, with `corrected_at`.
    """
    found = await positions.times(
        call.unit, call.by, call.ids["id"], hierarchy=call.query.hierarchy
    )
    return Reply(body=TimeList(times=found))


def _listed(call: Call, page: Page[Place]) -> Reply:
    body = PlaceList(companies=list(page.rows), pagination=call.pagination(page))
    return Reply(body=body, links=call.links(page))


_ONE = "/organisations/{id}"
_UNKNOWN = (CompanyUnknown, HierarchyNotOfApp, NotThereYet)


def _is_elsewhere(asked: TimesAsked | ChildrenAsked) -> bool:
    """Tell whether a hierarchy must be found first: all but the main one."""
    return asked.hierarchy != MAIN


ROUTES = [
    route(
        "GET",
        f"{_ONE}/place",
        place,
        query=PlaceAsked,
        shows=Place,
        unit=Unit.SINGLE,
        widens=_is_elsewhere,
        failures=_UNKNOWN,
    ),
    route(
        "GET",
        f"{_ONE}/ancestors",
        ancestors,
        query=PlaceAsked,
        shows=Ancestors,
        unit=Unit.SINGLE,
        widens=_is_elsewhere,
        failures=_UNKNOWN,
    ),
    route(
        "GET",
        f"{_ONE}/children",
        children,
        query=ChildrenAsked,
        shows=PlaceList,
        unit=Unit.SINGLE,
        widens=_is_elsewhere,
        failures=_UNKNOWN,
    ),
    route(
        "GET",
        f"{_ONE}/siblings",
        siblings,
        query=ChildrenAsked,
        shows=PlaceList,
        unit=Unit.SINGLE,
        widens=_is_elsewhere,
        failures=_UNKNOWN,
    ),
    route(
        "GET",
        f"{_ONE}/descendants",
        descendants,
        query=DescendantsAsked,
        shows=PlaceList,
        unit=Unit.SINGLE,
        widens=_is_elsewhere,
        failures=_UNKNOWN,
    ),
    route(
        "GET", f"{_ONE}/tree", tree, query=TreeAsked, shows=Branch, failures=_UNKNOWN
    ),
    route(
        "GET",
        f"{_ONE}/parents",
        times,
        query=TimesAsked,
        shows=TimeList,
        failures=(CompanyUnknown, HierarchyNotOfApp),
    ),
]
