"""Divisions: whether a company is one in its own right, or part of another."""

from typing import Annotated
from uuid import UUID

import msgspec

from koncern.access import CredentialNeeded
from koncern.api.http import Call, Reply, Unit, route
from koncern.companies import CompanyArchived, CompanyUnknown
from koncern.trees import divisions, positions
from koncern.trees.divisions import DivisionNeedsParent, NumbersInTheWay
from koncern.trees.positions import Kind


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
    found = await positions.place(call.unit, call.by, call.ids["id"])
    return Reply(
        body=KindOfCompany(
            company_id=found.id, kind=found.kind, legal_entity_id=found.legal_entity_id
        )
    )


_ONE = "/organisations/{id}/kind"

ROUTES = [
    route(
        "GET",
        _ONE,
        kind,
        shows=KindOfCompany,
        unit=Unit.SINGLE,
        failures=(CompanyUnknown,),
    ),
    route(
        "PUT",
        _ONE,
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
