"""What can be done with store groups."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import UNSET

from koncern import labels, limits
from koncern.access import require
from koncern.base import Actor, Fault, Page, PageAsked, Scope, Stale, cut, given
from koncern.base.records import refuse_growth
from koncern.db import Tx, load
from koncern.events import record
from koncern.labels import Label
from koncern.labels.store_groups.model import (
    KeptStoreGroup,
    NewStoreGroup,
    StoreGroupInUse,
    StoreGroupInvalid,
    StoreGroupPatch,
    StoreGroupSlugTaken,
    StoreGroupUnknown,
    kept_store_group,
)
from koncern.labels.store_groups.rules import checked

SQL = load("koncern.labels.store_groups")


async def add(tx: Tx, actor: Actor, new: NewStoreGroup, /) -> KeptStoreGroup:
    """Make a store group."""
    require(actor, Scope.ADMIN)
    made = await _add(tx, actor, msgspec.structs.asdict(new))
    if made is None:
        raise StoreGroupSlugTaken
    return made


async def page(tx: Tx, actor: Actor, asked: PageAsked, /) -> Page[KeptStoreGroup]:
    """List store groups, oldest first."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(
        kept_store_group, query, edge=asked.edge(), most=asked.limit + 1
    )
    return cut(rows, asked, attrgetter("id"))


async def read(tx: Tx, actor: Actor, slug: str, /) -> KeptStoreGroup:
    """Read the store group with a slug."""
    require(actor, Scope.READ)
    found = await tx.maybe(kept_store_group, SQL.find, slug=slug)
    if found is None:
        raise StoreGroupUnknown
    return found


async def put(
    tx: Tx,
    actor: Actor,
    slug: str,
    /,
    *,
    patch: StoreGroupPatch,
    version: int | None = None,
) -> KeptStoreGroup:
    """Change the store group with a slug, or make it where there is none."""
    require(actor, Scope.ADMIN)
    found = await tx.maybe(kept_store_group, SQL.find, slug=slug)
    if found is None:
        if version is not None:
            raise Stale
        made = await _add(tx, actor, _described(slug, patch))
        if made is not None:
            return made
        found = await read(tx, actor, slug)
    return await _change(tx, actor, found, given(patch), version)


async def delete(
    tx: Tx, actor: Actor, slug: str, /, *, version: int | None = None
) -> None:
    """Delete a store group: it is taken from every company that buys in it."""
    require(actor, Scope.ADMIN)
    found = await read(tx, actor, slug)
    shown = await labels.hold_to_delete(tx, Label.STORE_GROUP, found.id)
    held = await _hold(tx, found, version)
    if users := [row["slug"] for row in await tx.rows(SQL.find_users, id=held.id)]:
        raise StoreGroupInUse(
            f"{StoreGroupInUse.sentence()} They are {', '.join(users[:10])}.",
            customer_groups=users,
        )
    told = {"store_group": {"id": held.id, "slug": held.slug, "name": held.name}}
    companies = await labels.take_off(tx, actor, shown, told=told)
    await tx.run(SQL.remove, id=held.id)
    after = {"companies": len(companies)}
    await record(tx, actor, "store_group.deleted", held.id, before=held, after=after)


async def _add(tx: Tx, actor: Actor, facts: dict[str, Any]) -> KeptStoreGroup | None:
    """Make a store group, unless there is one with its slug."""
    facts = checked(facts, [], tx.now)
    refuse_growth("The store group", facts, limits.LABEL_BYTES)
    made = await tx.maybe(kept_store_group, SQL.add, **_columns(facts))
    if made is not None:
        await record(tx, actor, "store_group.created", made.id, after=made)
    return made


async def _change(
    tx: Tx,
    actor: Actor,
    found: KeptStoreGroup,
    sent: dict[str, Any],
    version: int | None,
) -> KeptStoreGroup:
    """Change a store group; companies show all of it, so they are held in any case."""
    shown = await labels.hold(tx, Label.STORE_GROUP, found.id)
    held = await _hold(tx, found, version)
    changed = msgspec.structs.replace(held, **checked(sent, held.markets, tx.now))
    if changed == held:
        return held
    refuse_growth("The store group", changed, limits.LABEL_BYTES, before=held)
    changed = await tx.one(
        kept_store_group, SQL.change, **_columns(msgspec.structs.asdict(changed))
    )
    await labels.render(tx, shown)
    await record(tx, actor, "store_group.changed", held.id, before=held, after=changed)
    return changed


async def _hold(tx: Tx, found: KeptStoreGroup, version: int | None) -> KeptStoreGroup:
    held = await tx.maybe(kept_store_group, SQL.hold, id=found.id)
    if held is None:
        raise StoreGroupUnknown
    if version is not None and version != held.version:
        raise Stale
    return held


def _described(slug: str, patch: StoreGroupPatch) -> dict[str, Any]:
    """Return what a patch says of a store group that is not there yet."""
    faults = []
    if patch.slug not in (UNSET, slug):
        faults.append(Fault("/slug", "is another one than in the path"))
    if patch.name is UNSET:
        faults.append(Fault("/name", "is required: there is no store group to change"))
    if faults:
        raise StoreGroupInvalid(faults=faults)
    nothing = {"description": None, "country_of_sale": None, "store_type": None}
    return nothing | {"markets": []} | given(patch) | {"slug": slug}


def _columns(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a store group as SQL takes them."""
    markets = msgspec.json.encode(facts["markets"]).decode()
    return {**facts, "markets": markets}
