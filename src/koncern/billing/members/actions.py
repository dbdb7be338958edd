"""What can be asked of an organization's members."""

from typing import Any
from uuid import UUID

from koncern.access import require
from koncern.base import Actor, Page, Scope, cut_at
from koncern.billing.members.model import (
    Member,
    MembersAsked,
    MemberTime,
    MemberTimesAsked,
)
from koncern.billing.organizations import (
    CustomerOrganizationUnknown,
    check_there,
    check_time,
)
from koncern.db import Tx, load

SQL = load("koncern.billing.members")


async def page(
    tx: Tx, actor: Actor, customer_organization: UUID, asked: MembersAsked, /
) -> Page[Member]:
    """List the members of an organization in the order of joining, now or at a time."""
    require(actor, Scope.READ)
    position, joins, company = asked.place()
    facts: dict[str, Any] = {"id": customer_organization, "most": asked.limit + 1}
    facts["position"] = position
    if asked.as_of is None:
        query = SQL.page_back if asked.backwards else SQL.page_on
        if not await tx.run(SQL.is_there, id=customer_organization):
            raise CustomerOrganizationUnknown
    else:
        check_time(asked.as_of, "/asOf")
        query = SQL.list_at
        facts |= {"as_of": asked.as_of, "joins": joins, "company": company}
        facts["backwards"] = asked.backwards
        if not await tx.run(
            SQL.was_there_at, id=customer_organization, as_of=asked.as_of
        ):
            raise CustomerOrganizationUnknown
    return cut_at(await tx.all(Member, query, **facts), asked, Member.cursor)


async def history(
    tx: Tx, actor: Actor, customer_organization: UUID, asked: MemberTimesAsked, /
) -> Page[MemberTime]:
    """List when companies were in an organization, and since when they are."""
    require(actor, Scope.READ)
    company, position = asked.place()
    await check_there(tx, customer_organization)
    rows = await tx.all(
        MemberTime,
        SQL.history_back if asked.backwards else SQL.history_on,
        id=customer_organization,
        company=company,
        position=position,
        only=asked.company,
        most=asked.limit + 1,
    )
    return cut_at(rows, asked, MemberTime.cursor)
