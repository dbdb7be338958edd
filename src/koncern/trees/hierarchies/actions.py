"""What can be done with hierarchies."""

from operator import attrgetter

import msgspec

from koncern.access import require
from koncern.base import Actor, Fault, Page, Scope, Stale, cut, given
from koncern.db import Tx, load
from koncern.events import record
from koncern.trees.hierarchies.model import (
    HIERARCHIES_MAX,
    MAIN,
    HierarchiesAsked,
    HierarchyInUse,
    HierarchyInvalid,
    HierarchyNotOfApp,
    HierarchyPatch,
    HierarchyUnknown,
    KeptHierarchy,
    MainHierarchyStays,
    NewHierarchy,
    TooManyHierarchies,
)

SQL = load("koncern.trees.hierarchies")


async def add(tx: Tx, actor: Actor, new: NewHierarchy, /) -> KeptHierarchy:
    """Declare a hierarchy: every company stands at its top until it is moved in it."""
    require(actor, Scope.ADMIN)
    await tx.run(SQL.lock_main)
    if await tx.run(SQL.list_slugs) >= HIERARCHIES_MAX:
        raise TooManyHierarchies
    made = await tx.one(KeptHierarchy, SQL.add, slug=new.slug, name=new.name)
    await record(tx, actor, "hierarchy.created", made.id, after=made)
    return made


async def page(tx: Tx, actor: Actor, asked: HierarchiesAsked, /) -> Page[KeptHierarchy]:
    """List hierarchies, oldest first: the main one before all others."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(
        KeptHierarchy,
        query,
        edge=asked.edge(),
        most=asked.limit + 1,
        status=asked.status,
    )
    return cut(rows, asked, attrgetter("id"))


async def read(tx: Tx, actor: Actor, slug: str, /) -> KeptHierarchy:
    """Read the hierarchy with a slug."""
    require(actor, Scope.READ)
    found = await tx.maybe(KeptHierarchy, SQL.find, slug=slug)
    if found is None:
        raise HierarchyUnknown
    return found


async def change(
    tx: Tx,
    actor: Actor,
    slug: str,
    /,
    *,
    patch: HierarchyPatch,
    version: int | None = None,
) -> KeptHierarchy:
    """Change what a hierarchy is called, or whether it is in use."""
    require(actor, Scope.ADMIN)
    if patch.slug not in (None, slug):
        raise HierarchyInvalid(faults=[Fault("/slug", "cannot be changed")])
    held = await _lock(tx, slug, version)
    changed = msgspec.structs.replace(held, **given(patch))
    if changed == held:
        return held
    if slug == MAIN and not changed.is_open:
        raise MainHierarchyStays
    changed = await tx.one(KeptHierarchy, SQL.change, **msgspec.structs.asdict(changed))
    await record(tx, actor, "hierarchy.changed", held.id, before=held, after=changed)
    return changed


async def delete(
    tx: Tx, actor: Actor, slug: str, /, *, version: int | None = None
) -> None:
    """Delete a hierarchy in which no company stands, ever stood, or was to."""
    require(actor, Scope.ADMIN)
    held = await _lock(tx, slug, version)
    if slug == MAIN:
        raise MainHierarchyStays
    (past,) = await tx.rows(SQL.look_back, slug=slug)
    if past["has_history"]:
        raise HierarchyInUse
    await tx.run(SQL.remove, id=held.id)
    await record(tx, actor, "hierarchy.deleted", held.id, before=held)


async def check(tx: Tx, slug: str, /) -> None:
    """Refuse a slug that none has, and say which there are.

    The main one is always there, and costs no statement.
    """
    if slug != MAIN and await tx.maybe(KeptHierarchy, SQL.find, slug=slug) is None:
        raise await _not_of_app(tx)


async def enter(tx: Tx, slug: str, /) -> bool:
    """See to it that a hierarchy does not go meanwhile; return whether it is in use.

    It comes before all other locks: before companies, and before trees.
    """
    if slug == MAIN:
        return True
    found = await tx.maybe(KeptHierarchy, SQL.enter, slug=slug)
    if found is None:
        raise await _not_of_app(tx)
    return found.is_open


async def _not_of_app(tx: Tx) -> HierarchyNotOfApp:
    slugs = ", ".join([row["slug"] for row in await tx.rows(SQL.list_slugs)])
    fault = Fault("/hierarchy", f"is none of this app; its hierarchies: {slugs}")
    return HierarchyNotOfApp(faults=[fault])


async def _lock(tx: Tx, slug: str, version: int | None) -> KeptHierarchy:
    held = await tx.maybe(KeptHierarchy, SQL.lock, slug=slug)
    if held is None:
        raise HierarchyUnknown
    if version is not None and version != held.version:
        raise Stale
    return held
