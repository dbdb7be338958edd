"""What billing does with companies."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import UnsetType
from uuid_utils.compat import uuid7

from koncern import aliases, changes, companies, customer_organizations
from koncern.access import require
from koncern.base import Actor, Fault, Scope, Stale
from koncern.billing.model import Customer, CustomerStatus, CustomerUnknown, NewCustomer
from koncern.billing.older import OlderCustomer, older_customer_of
from koncern.billing.rules import change_of_customer, customer_of, facts_of_customer
from koncern.companies import (
    Aliases,
    CompanyArchived,
    ParentArchived,
    ParentBelow,
    ParentUnknown,
)
from koncern.db import Row, Tx, load

SQL = load("koncern.billing")


async def create(tx: Tx, actor: Actor, new: NewCustomer, /) -> Customer:
    """Make a company that can be invoiced at once."""
    require(actor, Scope.WRITE)
    company = uuid7()
    facts = facts_of_customer(new, company, tx.now)
    parent = new.parent_id or None
    if parent:
        await _hold_parent(tx, parent)
    if new.customer_aliases:
        await _check_aliases(tx, new.customer_aliases)
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
        await customer_organizations.adopt(tx, actor, parent, company)
    return await read(tx, actor, company)


async def read(tx: Tx, actor: Actor, company: UUID, /) -> Customer:
    """Read one customer, with the organizations that it owns or is a member of."""
    require(actor, Scope.READ)
    rows = await tx.rows(SQL.read, company=company)
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
    held = await _hold(tx, actor, company, version)
    if held["is_archived"]:
        raise CompanyArchived
    change = change_of_customer(new, held, company, tx.now)
    parent = held["parent"] if isinstance(new.parent_id, UnsetType) else new.parent_id
    if parent and parent != held["parent"]:
        await _hold_parent(tx, parent)
    if change.aliases:
        await _check_aliases(tx, change.aliases, company)
    try:
        await changes.change(tx, actor, company, change)
    except ParentBelow as failure:
        failure.faults = (Fault("/parentId", "stands below this customer"),)
        raise
    if parent != held["parent"]:
        if held["parent"]:
            await customer_organizations.release(tx, actor, held["parent"], company)
        if parent:
            await customer_organizations.adopt(tx, actor, parent, company)
    return await read(tx, actor, company)


async def archive(
    tx: Tx, actor: Actor, company: UUID, /, *, version: int | None = None
) -> Customer:
    """Put a customer away: it stays where it is, and can be added nowhere."""
    require(actor, Scope.WRITE)
    await _hold(tx, actor, company, version)
    await companies.archive(tx, actor, company)
    return await read(tx, actor, company)


async def unarchive(
    tx: Tx, actor: Actor, company: UUID, /, *, version: int | None = None
) -> Customer:
    """Take an archived customer back as it was."""
    require(actor, Scope.WRITE)
    await _hold(tx, actor, company, version)
    await companies.restore(tx, actor, company)
    return await read(tx, actor, company)


async def _hold(tx: Tx, actor: Actor, company: UUID, version: int | None) -> Row:
    """Lock a customer, if it is the version that is meant."""
    rows = await tx.rows(SQL.hold, company=company)
    found = await read(tx, actor, company)
    if version is not None and version != found.version:
        raise Stale
    return rows[0]


async def _hold_parent(tx: Tx, parent: UUID) -> None:
    rows = await tx.rows(SQL.hold_parent, parent=parent)
    if not rows:
        raise ParentUnknown(
            faults=[Fault("/parentId", f"{parent} is no customer of this app")]
        )
    if rows[0]["is_archived"]:
        raise ParentArchived(faults=[Fault("/parentId", f"{parent} is archived")])


async def _check_aliases(
    tx: Tx, names: Sequence[str], company: UUID | None = None
) -> None:
    asked = {alias: f"/customerAliases/{place}" for place, alias in enumerate(names)}
    await aliases.refuse_taken(tx, asked, company)
