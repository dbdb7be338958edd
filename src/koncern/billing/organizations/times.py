"""Organizations at other times: as they were, as they will be, and who was in them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from koncern import limits
from koncern.access import require
from koncern.base import PAGE_ROWS_BYTES, Actor, Fault, Page, Scope, cut, cut_at
from koncern.billing.organizations.model import (
    CustomerOrganization,
    CustomerOrganizationUnknown,
    Member,
    MembersAsked,
    MemberTime,
    MemberTimesAsked,
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


async def read_at(
    tx: Tx, actor: Actor, organization: UUID, /, *, as_of: datetime
) -> CustomerOrganization:
    """Read an organization as it was at a time, also one that is deleted by now."""
    require(actor, Scope.READ)
    check_time(as_of, "/asOf")
    found = await tx.maybe(
        CustomerOrganization,
        SQL.read_at,
        id=organization,
        as_of=as_of,
        members_bytes=limits.MEMBERS_BYTES,
    )
    if found is None:
        raise CustomerOrganizationUnknown
    return found


async def page_at(
    tx: Tx, actor: Actor, asked: OrganizationsAsked, /
) -> Page[CustomerOrganization]:
    """List the organizations that were there at a time, oldest first."""
    require(actor, Scope.READ)
    assert asked.as_of is not None
    check_time(asked.as_of, "/asOf")
    rows = await tx.all(
        CustomerOrganization,
        SQL.list_at,
        as_of=asked.as_of,
        edge=asked.edge(),
        backwards=asked.backwards,
        most=asked.limit + 1,
        page_bytes=PAGE_ROWS_BYTES,
        members_bytes=limits.MEMBERS_BYTES,
    )
    return cut(rows, asked, lambda organization: organization.id)


async def members(
    tx: Tx, actor: Actor, organization: UUID, asked: MembersAsked, /
) -> Page[Member]:
    """List the members of an organization in the order of joining, now or at a time."""
    require(actor, Scope.READ)
    position, joins, company = asked.place()
    facts: dict[str, Any] = {"id": organization, "most": asked.limit + 1}
    facts["position"] = position
    if asked.as_of is None:
        query = SQL.members_back if asked.backwards else SQL.members_on
        if not await tx.run(SQL.is_there, id=organization):
            raise CustomerOrganizationUnknown
    else:
        check_time(asked.as_of, "/asOf")
        query = SQL.members_at
        facts |= {"as_of": asked.as_of, "joins": joins, "company": company}
        facts["backwards"] = asked.backwards
        if not await tx.run(SQL.was_there_at, id=organization, as_of=asked.as_of):
            raise CustomerOrganizationUnknown
    return cut_at(await tx.all(Member, query, **facts), asked, Member.cursor)


async def member_times(
    tx: Tx, actor: Actor, organization: UUID, asked: MemberTimesAsked, /
) -> Page[MemberTime]:
    """List when companies were in an organization, and since when they are."""
    require(actor, Scope.READ)
    company, position = asked.place()
    await check_there(tx, organization)
    rows = await tx.all(
        MemberTime,
        SQL.times_back if asked.backwards else SQL.times_on,
        id=organization,
        company=company,
        position=position,
        only=asked.customer_id,
        most=asked.limit + 1,
    )
    return cut_at(rows, asked, MemberTime.cursor)
