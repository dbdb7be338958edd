"""The company tree: where companies stand, today and at any other time."""

from typing import Annotated
from uuid import UUID

import msgspec

from koncern import divisions, hierarchy
from koncern.access import CredentialNeeded
from koncern.api.kit import Call, Pagination, Reply, Unit, route
from koncern.base import Page
from koncern.companies import CompanyArchived, CompanyUnknown
from koncern.divisions import DivisionNeedsParent, NumbersInTheWay
from koncern.hierarchy import (
    Branch,
    ChildrenAsked,
    DescendantsAsked,
    Kind,
    NotThereYet,
    Place,
    PlaceAsked,
    Time,
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


class WrittenKind(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a company is to be."""

    kind: Kind


class KindOfCompany(msgspec.Struct, kw_only=True):
    """What a company is in the eyes of the law."""

    company_id: UUID
    kind: Kind
    legal_entity_id: Annotated[
        UUID, msgspec.Meta(description="Itself; of a division, the nearest above.")
    ]


async def place(call: Call) -> Reply:
    """Read where a company stands in the tree, and how much stands below it.

    You see the places of companies that you belong to, and of all that stand below one
    whose admin you are; of others no more than their ids. A credential sees all.
    Archived companies keep their places, and are counted.
    """
    found = await hierarchy.place(
        call.unit, call.by, call.ids["id"], as_of=call.query.as_of
    )
    return Reply(body=found)


async def ancestors(call: Call) -> Reply:
    """List the companies above one, the nearest first."""
    found = await hierarchy.ancestors(
        call.unit, call.by, call.ids["id"], as_of=call.query.as_of
    )
    return Reply(body=Ancestors(companies=found))


async def children(call: Call) -> Reply:
    """List the companies right below one, in the order in which they were made."""
    found = await hierarchy.children(
        call.unit, call.by, call.ids["id"], asked=call.query
    )
    return _listed(call, found)


async def siblings(call: Call) -> Reply:
    """List the companies beside one, under the same parent; at the top, there is none."""
    found = await hierarchy.siblings(
        call.unit, call.by, call.ids["id"], asked=call.query
    )
    return _listed(call, found)


async def descendants(call: Call) -> Reply:
    """List all companies below one: each is followed by what stands below it."""
    found = await hierarchy.descendants(
        call.unit, call.by, call.ids["id"], asked=call.query
    )
    return _listed(call, found)


async def tree(call: Call) -> Reply:
    """Read a company and those below it as a tree, level by level, until enough is shown.

    Where not all children are shown, `hidden_count` tells how many are not.
    """
    found = await hierarchy.tree(call.unit, call.by, call.ids["id"], asked=call.query)
    return Reply(body=found)


async def times(call: Call) -> Reply:
    """List under whom a company stood, stands and will stand, the latest first.

    A time that was corrected since is listed as it was believed, with `corrected_at`.
    """
    found = await hierarchy.times(call.unit, call.by, call.ids["id"])
    return Reply(body=TimeList(times=found))


async def kind(call: Call) -> Reply:
    """Read whether a company is one in its own right, or a division."""
    return await _kind(call)


async def set_kind(call: Call) -> Reply:
    """Make a company a division of the one above it, or a division a company.

    A division has no numbers and no tax registrations of its own, and cannot stand at
    the top of a tree; its legal entity is the nearest company above.
    """
    version = await divisions.set_kind(
        call.unit, call.by, call.ids["id"], kind=call.body.kind, version=call.version
    )
    return msgspec.structs.replace(await _kind(call), version=version)


async def _kind(call: Call) -> Reply:
    found = await hierarchy.place(call.unit, call.by, call.ids["id"])
    return Reply(
        body=KindOfCompany(
            company_id=found.id, kind=found.kind, legal_entity_id=found.legal_entity_id
        )
    )


def _listed(call: Call, page: Page[Place]) -> Reply:
    body = PlaceList(companies=list(page.rows), pagination=call.pagination(page))
    return Reply(body=body, links=call.links(page))


_ONE = "/organisations/{id}"
_UNKNOWN = (CompanyUnknown, NotThereYet)

ROUTES = [
    route(
        "GET",
        f"{_ONE}/place",
        place,
        query=PlaceAsked,
        shows=Place,
        unit=Unit.SINGLE,
        failures=_UNKNOWN,
    ),
    route(
        "GET",
        f"{_ONE}/ancestors",
        ancestors,
        query=PlaceAsked,
        shows=Ancestors,
        unit=Unit.SINGLE,
        failures=_UNKNOWN,
    ),
    route(
        "GET",
        f"{_ONE}/children",
        children,
        query=ChildrenAsked,
        shows=PlaceList,
        unit=Unit.SINGLE,
        failures=_UNKNOWN,
    ),
    route(
        "GET",
        f"{_ONE}/siblings",
        siblings,
        query=ChildrenAsked,
        shows=PlaceList,
        unit=Unit.SINGLE,
        failures=_UNKNOWN,
    ),
    route(
        "GET",
        f"{_ONE}/descendants",
        descendants,
        query=DescendantsAsked,
        shows=PlaceList,
        unit=Unit.SINGLE,
        failures=_UNKNOWN,
    ),
    route(
        "GET", f"{_ONE}/tree", tree, query=TreeAsked, shows=Branch, failures=_UNKNOWN
    ),
    route("GET", f"{_ONE}/parents", times, shows=TimeList, failures=(CompanyUnknown,)),
    route(
        "GET",
        f"{_ONE}/kind",
        kind,
        shows=KindOfCompany,
        unit=Unit.SINGLE,
        failures=(CompanyUnknown,),
    ),
    route(
        "PUT",
        f"{_ONE}/kind",
        set_kind,
        body=WrittenKind,
        shows=KindOfCompany,
        takes_if_match=True,
        failures=(
            CompanyArchived,
            CompanyUnknown,
            CredentialNeeded,
            DivisionNeedsParent,
            NumbersInTheWay,
        ),
        example={"kind": "company"},
    ),
]
