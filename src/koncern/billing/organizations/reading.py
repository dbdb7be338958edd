"""Reading organizations, one or a page of them: as they are, were, or are to be."""

from datetime import datetime
from typing import Any
from uuid import UUID

from koncern import limits
from koncern.access import require
from koncern.base import PAGE_ROWS_BYTES, Actor, Fault, Page, Scope, cut
from koncern.billing.organizations.model import (
    CustomerOrganization,
    CustomerOrganizationUnknown,
    OrganizationsAsked,
    TimeInvalid,
)
from koncern.db import Tx, load

SQL = load("koncern.billing.organizations")

_FIRST_YEAR, _LAST_YEAR = 1900, 9000


def check_time(at: datetime, pointer: str, /) -> None:
    """Refuse a time that no calendar of ours reaches."""
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise TimeInvalid(faults=[Fault(pointer, "is beyond all times")])


async def check_there(tx: Tx, organization: UUID, /) -> None:
    """Refuse an organization that is not there, and never was."""
    if not await tx.run(SQL.was_there, id=organization):
        raise CustomerOrganizationUnknown


async def read(
    tx: Tx, actor: Actor, organization: UUID, /, *, as_of: datetime | None = None
) -> CustomerOrganization:
    """Read one organization, with its owner and as many members as fit.

    As of another time than now it may be one that is deleted by now.
    """
    require(actor, Scope.READ)
    query = SQL.read
    facts: dict[str, Any] = {"id": organization, "members_bytes": limits.MEMBERS_BYTES}
    if as_of is not None:
        check_time(as_of, "/asOf")
        query = SQL.read_at
        facts["as_of"] = as_of
    found = await tx.maybe(CustomerOrganization, query, **facts)
    if found is None:
        raise CustomerOrganizationUnknown
    return found


async def page(
    tx: Tx, actor: Actor, asked: OrganizationsAsked, /
) -> Page[CustomerOrganization]:
    """List the organizations that are there, or were at a time, oldest first."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    facts: dict[str, Any] = {
        "edge": asked.edge(),
        "most": asked.limit + 1,
        "page_bytes": PAGE_ROWS_BYTES,
        "members_bytes": limits.MEMBERS_BYTES,
    }
    if asked.as_of is not None:
        check_time(asked.as_of, "/asOf")
        query = SQL.list_at
        facts |= {"as_of": asked.as_of, "backwards": asked.backwards}
    rows = await tx.all(CustomerOrganization, query, **facts)
    return cut(rows, asked, lambda organization: organization.id)
