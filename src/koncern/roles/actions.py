"""What can be done with roles."""

from operator import attrgetter

from koncern.access import require
from koncern.base import Actor, Fault, Page, PageAsked, Scope, cut
from koncern.db import Tx, load
from koncern.events import record
from koncern.roles.model import PUBLISHED, NewRole, Role, RoleUnknown

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


async def find(tx: Tx, actor: Actor, slug: str, /) -> Role:
    """Find a role that is to be given, or say which there are.

    The two that the published API names are there for whoever gives them first.
    """
    found = await tx.maybe(Role, SQL.find, slug=slug)
    if found is None and slug in PUBLISHED:
        made = await tx.maybe(Role, SQL.add_once, slug=slug, name=PUBLISHED[slug])
        if made is not None:
            await record(tx, actor, "role.created", made.id, after=made)
        # Of two who make it at once, the second finds the first one's.
        found = made or await tx.maybe(Role, SQL.find, slug=slug)
    if found is None:
        rows = await tx.rows(SQL.list_slugs)
        slugs = ", ".join(sorted({*PUBLISHED, *(row["slug"] for row in rows)}))
        fault = Fault("/role", f"is no role of this app; its roles: {slugs}")
        raise RoleUnknown(faults=[fault])
    return found
