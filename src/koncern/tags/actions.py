"""What can be done with tags."""

from operator import attrgetter

from koncern.access import require
from koncern.base import Actor, Page, PageAsked, Scope, cut
from koncern.db import Tx, load
from koncern.events import record
from koncern.tags.model import NewTag, Tag

SQL = load("koncern.tags")


async def add(tx: Tx, actor: Actor, new: NewTag, /) -> Tag:
    """Make a tag."""
    require(actor, Scope.ADMIN)
    made = await tx.one(Tag, SQL.add, key=new.key, name=new.name)
    await record(tx, actor, "tag.created", made.id, after=made)
    return made


async def page(tx: Tx, actor: Actor, asked: PageAsked, /) -> Page[Tag]:
    """List tags, oldest first."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(Tag, query, edge=asked.edge(), most=asked.limit + 1)
    return cut(rows, asked, attrgetter("id"))
