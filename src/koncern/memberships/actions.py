"""What can be done with memberships."""

from uuid import UUID

from koncern.access import UserNeeded, sees_all
from koncern.base import Actor, Page, PageAsked, cut
from koncern.companies import Company, CompanyUnknown
from koncern.db import Tx, load
from koncern.events import record
from koncern.memberships.model import Level, OwnCompany

SQL = load("koncern.memberships")


async def add(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    user: UUID,
    level: Level,
    role: UUID | None = None,
) -> None:
    """Give a user a place in a company; who may is for the caller to know."""
    await tx.run(SQL.add, user=user, company=company, level=level, role=role)
    await record(
        tx,
        actor,
        "membership.created",
        company,
        after={"user": user, "level": level, "role": role},
    )


async def read_company(tx: Tx, actor: Actor, company: UUID, /) -> Company:
    """Read a company that the actor belongs to; a credential reads every one."""
    user = None if sees_all(actor) else actor.user
    found = await tx.maybe(Company, SQL.read_company, company=company, user=user)
    if found is None:
        raise CompanyUnknown
    return found


async def own_companies(tx: Tx, actor: Actor, asked: PageAsked, /) -> Page[OwnCompany]:
    """List the companies that a user belongs to, with their place in each."""
    if actor.user is None:
        raise UserNeeded
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(
        OwnCompany, query, user=actor.user, edge=asked.edge(), most=asked.limit + 1
    )
    return cut(rows, asked, lambda company: company.id)
