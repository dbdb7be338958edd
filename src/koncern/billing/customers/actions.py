"""What billing does with companies."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec import UnsetType
from uuid_utils.compat import uuid7

from koncern import companies, limits
from koncern.access import require
from koncern.base import Actor, Fault, Scope, Stale
from koncern.billing import organizations
from koncern.billing.customers.model import (
    Customer,
    CustomerStatus,
    CustomerUnknown,
    NewCustomer,
)
from koncern.billing.customers.older import OlderCustomer, older_customer_of
from koncern.billing.customers.rules import customer_of, facts_of_customer, given
from koncern.billing.customers.updates import HeldCustomer, change_of_customer
from koncern.billing.organizations import CustomerArchived, OwnershipCircle
from koncern.companies import (
    Aliases,
    CompanyArchived,
    ParentArchived,
    ParentBelow,
    ParentUnknown,
    aliases,
    patch,
)
from koncern.db import Tx, load
from koncern.trees.positions import is_within

SQL = load("koncern.billing.customers")

PRINTED = {
    "customer_organizations": 2 * limits.CUSTOMER_ORGANIZATIONS_PER_COMPANY,
    "members": limits.MEMBERS_PRINTED,
}
"""How many organizations a customer shows, and how many members of all of them."""


async def create(tx: Tx, actor: Actor, new: NewCustomer, /) -> Customer:
    """Make a company that can be invoiced at once."""
    require(actor, Scope.WRITE)
    company = uuid7()
    facts = facts_of_customer(new, company, tx.now)
    parent = new.parent_id or None
    if parent:
        await _lock_parent(tx, parent)
    if new.customer_aliases:
        await aliases.refuse_taken(tx, _placed(new.customer_aliases))
    is_draft = new.status is CustomerStatus.DRAFT
    await companies.add(
        tx,
        actor,
        company,
        facts,
        status="pending" if is_draft else "active",
        parent=parent,
        aliases=Aliases(others=new.customer_aliases or ()),
    )
    if parent:
        await organizations.adopt(tx, actor, parent, company)
    return await read(tx, actor, company)


async def read(tx: Tx, actor: Actor, company: UUID, /) -> Customer:
    """Read one customer, with the organizations that it owns or is a member of."""
    require(actor, Scope.READ)
    members_bytes = limits.MEMBERS_BYTES
    rows = await tx.rows(
        SQL.read, company=company, members_bytes=members_bytes, **PRINTED
    )
    if not rows:
        raise CustomerUnknown
    return customer_of(rows[0])


async def read_by_alias(tx: Tx, actor: Actor, alias: str, /) -> OlderCustomer:
    """Read the customer that an alias (or its own id) stands for, in the older shape."""
    require(actor, Scope.READ)
    rows = await tx.rows(
        SQL.read_by_alias, alias=alias, alias_as_id=aliases.as_id(alias)
    )
    if not rows:
        raise CustomerUnknown
    return older_customer_of(rows[0])


async def update(
    tx: Tx,
    actor: Actor,
    company: UUID,
    new: NewCustomer,
    /,
    *,
    version: int | None = None,
) -> Customer:
    """Describe a customer anew, as a whole."""
    require(actor, Scope.WRITE)
    parent = given(new.parent_id)
    await tx.run(SQL.lock, companies=[company, parent] if parent else [company])
    await _check_version(tx, actor, company, version)
    held = await tx.one(HeldCustomer, SQL.look, company=company)
    if held.is_archived:
        raise CompanyArchived
    change = change_of_customer(new, held, tx.now)
    if parent:
        await _lock_parent(tx, parent, held.parent)
    if not isinstance(new.customer_aliases, UnsetType):
        await aliases.replace(tx, actor, company, _placed(new.customer_aliases))
    if not isinstance(new.parent_id, UnsetType):
        await _lock_places(tx, company, old=held.parent, new=parent)
    if parent:
        is_below = await is_within(tx, parent, company)
        change = msgspec.structs.replace(change, parent_is_below=is_below)
    try:
        await patch.change(tx, actor, company, change)
        if not isinstance(new.parent_id, UnsetType):
            await _move(tx, actor, company, old=held.parent, new=parent)
    except (ParentBelow, OwnershipCircle) as failure:
        detail = f"{parent} stands below this customer"
        failure.faults = (Fault("/parentId", detail),)
        raise
    except CustomerArchived:
        raise _away(parent) from None
    return await read(tx, actor, company)


async def archive(
    tx: Tx, actor: Actor, company: UUID, /, *, version: int | None = None
) -> Customer:
    """Put a customer away: it stays where it is, and can be added nowhere."""
    require(actor, Scope.WRITE)
    await tx.run(SQL.lock, companies=[company])
    await _check_version(tx, actor, company, version)
    await companies.archive(tx, actor, company)
    return await read(tx, actor, company)


async def unarchive(
    tx: Tx, actor: Actor, company: UUID, /, *, version: int | None = None
) -> Customer:
    """Take an archived customer back as it was."""
    require(actor, Scope.WRITE)
    await tx.run(SQL.lock, companies=[company])
    await _check_version(tx, actor, company, version)
    await companies.restore(tx, actor, company)
    return await read(tx, actor, company)


async def _check_version(
    tx: Tx, actor: Actor, company: UUID, version: int | None
) -> None:
    """Refuse a customer that is another version than the one that is meant."""
    found = await read(tx, actor, company)
    if version is not None and version != found.version:
        raise Stale


async def _lock_places(
    tx: Tx, company: UUID, /, *, old: UUID | None, new: UUID | None
) -> None:
    """Lock the trees, then the organizations, that a customer goes out of and into."""
    if old != new:
        await tx.run(SQL.lock_trees, company=company, parent=new)
    parents = [each for each in (old, new) if each]
    await organizations.lock_around(tx, company, parents=parents)


async def _move(
    tx: Tx, actor: Actor, company: UUID, /, *, old: UUID | None, new: UUID | None
) -> None:
    """Take a customer out of its old parent's organization, and into the new one's."""
    if old and old != new:
        await organizations.release(tx, actor, old, company)
    if new:
        await organizations.adopt(tx, actor, new, company)


async def _lock_parent(tx: Tx, parent: UUID, current: UUID | None = None) -> None:
    """Lock the parent that is wanted; only who is it already may be archived."""
    rows = await tx.rows(SQL.lock_parent, parent=parent)
    if not rows:
        raise ParentUnknown(
            faults=[Fault("/parentId", f"{parent} is no customer of this app")]
        )
    if rows[0]["is_archived"] and parent != current:
        raise _away(parent)


def _away(parent: UUID | None) -> ParentArchived:
    return ParentArchived(faults=[Fault("/parentId", f"{parent} is archived")])


def _placed(names: Sequence[str]) -> dict[str, str]:
    """Return each alias with its place in what was sent."""
    return {alias: f"/customerAliases/{place}" for place, alias in enumerate(names)}
