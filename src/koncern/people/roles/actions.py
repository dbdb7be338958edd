"""What can be done with roles."""

from operator import attrgetter

import msgspec

from koncern.access import require
from koncern.base import Actor, Fault, Page, PageAsked, Scope, Stale, cut, given
from koncern.db import Tx, load
from koncern.events import record
from koncern.people.roles.model import (
    PUBLISHED,
    KeptRole,
    NewRole,
    ReplacementUnknown,
    RoleInUse,
    RoleNotOfApp,
    RolePatch,
    RoleUnknown,
)

SQL = load("koncern.people.roles")


async def add(tx: Tx, actor: Actor, new: NewRole, /) -> KeptRole:
    """Make a role."""
    require(actor, Scope.ADMIN)
    made = await tx.one(
        KeptRole, SQL.add, slug=new.slug, name=new.name, permissions=new.permissions
    )
    await record(tx, actor, "role.created", made.id, after=made)
    return made


async def page(tx: Tx, actor: Actor, asked: PageAsked, /) -> Page[KeptRole]:
    """List roles, oldest first."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(KeptRole, query, edge=asked.edge(), most=asked.limit + 1)
    return cut(rows, asked, attrgetter("id"))


async def find(tx: Tx, actor: Actor, slug: str, /) -> KeptRole:
    """Find a role that is to be given, or say which there are.

    The two that the published API names are made when they are first given to somebody.
    """
    found = await tx.maybe(KeptRole, SQL.find, slug=slug)
    if found is None and slug in PUBLISHED:
        made = await tx.maybe(KeptRole, SQL.add_once, slug=slug, name=PUBLISHED[slug])
        if made is not None:
            await record(tx, actor, "role.created", made.id, after=made)
        # Of two who make it at once, the second finds the first one's.
        found = made or await tx.maybe(KeptRole, SQL.find, slug=slug)
    if found is None:
        rows = await tx.rows(SQL.list_slugs)
        slugs = ", ".join(sorted({*PUBLISHED, *(row["slug"] for row in rows)}))
        fault = Fault("/role", f"is no role of this app; its roles: {slugs}")
        raise RoleNotOfApp(faults=[fault])
    return found


async def read(tx: Tx, actor: Actor, slug: str, /) -> KeptRole:
    """Read the role with a slug."""
    require(actor, Scope.READ)
    found = await tx.maybe(KeptRole, SQL.find, slug=slug)
    if found is None:
        raise RoleUnknown
    return found


async def change(
    tx: Tx, actor: Actor, slug: str, /, *, patch: RolePatch, version: int | None = None
) -> KeptRole:
    """Change a role; whoever has it has it as it is now."""
    require(actor, Scope.ADMIN)
    held, _ = await _lock(tx, slug, version)
    changed = msgspec.structs.replace(held, **given(patch))
    if changed == held:
        return held
    changed = await tx.one(KeptRole, SQL.change, **msgspec.structs.asdict(changed))
    await record(tx, actor, "role.changed", held.id, before=held, after=changed)
    return changed


async def delete(
    tx: Tx,
    actor: Actor,
    slug: str,
    /,
    *,
    replacement: str | None = None,
    version: int | None = None,
) -> None:
    """Delete a role that nobody has, or that another role takes over for."""
    require(actor, Scope.ADMIN)
    held, other = await _lock(tx, slug, version, replacement)
    handed_over = 0
    if replacement is not None:
        handed_over = await _hand_over(tx, actor, held, other)
    else:
        (row,) = await tx.rows(SQL.count_memberships, id=held.id)
        if row["memberships"]:
            raise RoleInUse(
                f"{RoleInUse.sentence()} They are {row['memberships']}.",
                memberships=row["memberships"],
            )
    await tx.run(SQL.remove, id=held.id)
    after = {"memberships": handed_over, "replacement": replacement}
    await record(tx, actor, "role.deleted", held.id, before=held, after=after)


async def _lock(
    tx: Tx, slug: str, version: int | None, replacement: str | None = None
) -> tuple[KeptRole, KeptRole | None]:
    """Keep a role from being changed or given, and another one that is to take over."""
    slugs = [slug] if replacement is None else [slug, replacement]
    found = {role.slug: role for role in await tx.all(KeptRole, SQL.lock, slugs=slugs)}
    held = found.get(slug)
    if held is None:
        raise RoleUnknown
    if version is not None and version != held.version:
        raise Stale
    return held, found.get(replacement or "")


async def _hand_over(
    tx: Tx, actor: Actor, held: KeptRole, other: KeptRole | None
) -> int:
    """Give everybody who has a role another one; return how many memberships that was."""
    if other is None or other.id == held.id:
        raise ReplacementUnknown(
            faults=[Fault("/replacement", "is no other role of this app")]
        )
    return await tx.run(
        SQL.hand_over,
        id=held.id,
        replacement=other.id,
        actor_kind=actor.kind,
        actor=actor.id,
        request_id=tx.request_id,
    )
