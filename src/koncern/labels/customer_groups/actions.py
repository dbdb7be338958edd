"""What can be done with customer groups."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any
from uuid import UUID

import msgspec

from koncern import labels
from koncern.access import require
from koncern.base import Actor, Fault, Page, PageAsked, Scope, Stale, cut, given
from koncern.db import Tx, load
from koncern.events import record
from koncern.labels import Label
from koncern.labels.customer_groups.model import (
    CustomerGroup,
    CustomerGroupInvalid,
    CustomerGroupPatch,
    CustomerGroupUnknown,
    NewCustomerGroup,
    whole,
)
from koncern.labels.customer_groups.rules import term_faults

SQL = load("koncern.labels.customer_groups")


async def add(tx: Tx, actor: Actor, new: NewCustomerGroup, /) -> CustomerGroup:
    """Make a customer group."""
    require(actor, Scope.ADMIN)
    facts = whole(msgspec.structs.asdict(new))
    await _check_terms(tx, facts)
    made = await tx.one(CustomerGroup, SQL.add, **facts)
    await record(tx, actor, "customer_group.created", made.id, after=made)
    return made


async def page(tx: Tx, actor: Actor, asked: PageAsked, /) -> Page[CustomerGroup]:
    """List customer groups, oldest first."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(CustomerGroup, query, edge=asked.edge(), most=asked.limit + 1)
    return cut(rows, asked, attrgetter("id"))


async def find(tx: Tx, slug: str, /) -> CustomerGroup:
    """Find the customer group with a slug: everybody may know that there is one."""
    found = await tx.maybe(CustomerGroup, SQL.find, slug=slug)
    if found is None:
        raise CustomerGroupUnknown
    return found


async def change(
    tx: Tx,
    actor: Actor,
    slug: str,
    /,
    *,
    patch: CustomerGroupPatch,
    version: int | None = None,
) -> CustomerGroup:
    """Change a customer group; the companies in it show its new name and slug."""
    require(actor, Scope.ADMIN)
    found = await find(tx, slug)
    sent = whole(given(patch))
    shown = None
    if {"slug", "name"} & sent.keys():
        shown = await labels.hold(tx, Label.CUSTOMER_GROUP, found.id)
    held = await _hold(tx, found.id, version)
    changed = msgspec.structs.replace(held, **sent)
    if changed == held:
        return held
    facts = msgspec.structs.asdict(changed)
    await _check_terms(tx, facts)
    changed = await tx.one(CustomerGroup, SQL.change, **facts)
    if shown is not None and changed.short() != held.short():
        await labels.render(tx, shown)
    await record(
        tx, actor, "customer_group.changed", held.id, before=held, after=changed
    )
    return changed


async def delete(
    tx: Tx, actor: Actor, slug: str, /, *, version: int | None = None
) -> None:
    """Delete a customer group: all companies and users that are in it leave it."""
    require(actor, Scope.ADMIN)
    found = await find(tx, slug)
    shown = await labels.hold_to_delete(tx, Label.CUSTOMER_GROUP, found.id)
    held = await _hold(tx, found.id, version)
    told = {"customer_group": held.short()}
    companies = await labels.take_off(tx, actor, shown, told=told)
    users = await tx.run(SQL.remove_users, id=held.id)
    await tx.run(SQL.remove, id=held.id)
    after = {"companies": len(companies), "users": users}
    await record(tx, actor, "customer_group.deleted", held.id, before=held, after=after)


async def _hold(tx: Tx, group: UUID, version: int | None) -> CustomerGroup:
    held = await tx.maybe(CustomerGroup, SQL.hold, id=group)
    if held is None:
        raise CustomerGroupUnknown
    if version is not None and version != held.version:
        raise Stale
    return held


async def _check_terms(tx: Tx, facts: Mapping[str, Any]) -> None:
    """Refuse terms that cannot be, and a store group that is not there."""
    store_group = facts["store_group_id"]
    faults = [
        *term_faults(
            facts["discount_percentage"],
            facts["discount_percentage_decimals"],
            store_group,
        )
    ]
    if store_group and not await tx.run(SQL.hold_store_group, id=store_group):
        faults.append(Fault("/store_group_id", "is no store group of this app"))
    if faults:
        raise CustomerGroupInvalid(faults=faults)
