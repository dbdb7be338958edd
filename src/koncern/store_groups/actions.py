"""What can be done with store groups."""

from operator import attrgetter

from koncern.access import require
from koncern.base import Actor, Fault, Page, PageAsked, Scope, countries, cut
from koncern.db import Tx, load
from koncern.events import record
from koncern.store_groups.model import NewStoreGroup, StoreGroup, StoreGroupInvalid

SQL = load("koncern.store_groups")


async def add(tx: Tx, actor: Actor, new: NewStoreGroup, /) -> StoreGroup:
    """Make a store group."""
    require(actor, Scope.ADMIN)
    if new.country_of_sale and new.country_of_sale not in countries():
        raise StoreGroupInvalid(
            faults=[Fault("/country_of_sale", "is no country of ISO 3166-1")]
        )
    made = await tx.one(
        StoreGroup,
        SQL.add,
        slug=new.slug,
        name=new.name,
        description=new.description,
        country_of_sale=new.country_of_sale,
        store_type=new.store_type,
    )
    await record(tx, actor, "store_group.created", made.id, after=made)
    return made


async def page(tx: Tx, actor: Actor, asked: PageAsked, /) -> Page[StoreGroup]:
    """List store groups, oldest first."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(StoreGroup, query, edge=asked.edge(), most=asked.limit + 1)
    return cut(rows, asked, attrgetter("id"))
