"""What can be done with customer groups."""

from operator import attrgetter

from koncern.access import require
from koncern.base import Actor, Page, PageAsked, Scope, cut
from koncern.customer_groups.model import CustomerGroup, NewCustomerGroup
from koncern.db import Tx, load
from koncern.events import record

SQL = load("koncern.customer_groups")


async def add(tx: Tx, actor: Actor, new: NewCustomerGroup, /) -> CustomerGroup:
    """Make a customer group."""
    require(actor, Scope.ADMIN)
    made = await tx.one(CustomerGroup, SQL.add, slug=new.slug, name=new.name)
    await record(tx, actor, "customer_group.created", made.id, after=made)
    return made


async def page(tx: Tx, actor: Actor, asked: PageAsked, /) -> Page[CustomerGroup]:
    """List customer groups, oldest first."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(CustomerGroup, query, edge=asked.edge(), most=asked.limit + 1)
    return cut(rows, asked, attrgetter("id"))
