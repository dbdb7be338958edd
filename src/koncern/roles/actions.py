"""What can be done with roles."""

from operator import attrgetter

from koncern.access import require
from koncern.base import Actor, Page, PageAsked, Scope, cut
from koncern.db import Tx, load
from koncern.events import record
from koncern.roles.model import NewRole, Role

SQL = load("koncern.roles")


async def add(tx: Tx, actor: Actor, new: NewRole, /) -> Role:
    """Make a role."""
    require(actor, Scope.ADMIN)
    made = await tx.one(
        Role, SQL.add, slug=new.slug, name=new.name, permissions=new.permissions
    )
    await record(tx, actor, "role.created", made.id, after=made)
    return made


async def page(tx: Tx, actor: Actor, asked: PageAsked, /) -> Page[Role]:
    """List roles, oldest first."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(Role, query, edge=asked.edge(), most=asked.limit + 1)
    return cut(rows, asked, attrgetter("id"))
