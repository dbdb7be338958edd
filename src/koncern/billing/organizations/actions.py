"""What can be done with customer organizations."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from koncern import limits
from koncern.access import require
from koncern.base import Actor, Fault, Scope, Stale
from koncern.billing.organizations.model import (
    CustomerArchived,
    CustomerOrganization,
    CustomerOrganizationUnknown,
    CustomersUnknown,
    MemberUnknown,
    OrganizationsTooMany,
    OwnershipCircle,
    Refused,
    refusal,
)
from koncern.billing.organizations.reading import read
from koncern.db import Row, Tx, load
from koncern.events import record

SQL = load("koncern.billing.organizations")

_OUTCOMES: dict[str, Refused] = {
    "no_customer": CustomersUnknown,
    "archived": CustomerArchived,
    "circle": OwnershipCircle,
    "in_too_many": OrganizationsTooMany,
}


async def create(
    tx: Tx,
    actor: Actor,
    /,
    *,
    owner: UUID,
    members: Sequence[UUID],
    name: str | None = None,
    label: str | None = None,
) -> CustomerOrganization:
    """Make an organization: a company that owns, and companies that belong to it."""
    require(actor, Scope.WRITE)
    found = await tx.rows(SQL.lock_customers, companies=[owner, *members])
    _check_customers(found, owner, members)
    await tx.run(SQL.lock_owning)
    await _check_owned(tx, owner)
    made = await tx.one(
        CustomerOrganization, SQL.add, owner=owner, name=name, label=label
    )
    await record(
        tx, actor, "customer_organization.created", made.id, after=made.document
    )
    if not members:
        return made
    return await put_members(tx, actor, made.id, members, replace=False)


async def put_members(
    tx: Tx,
    actor: Actor,
    organization: UUID,
    companies: Sequence[UUID],
    /,
    *,
    replace: bool,
    version: int | None = None,
    effective_at: datetime | None = None,
    prints: bool = True,
) -> CustomerOrganization:
    """Add companies to an organization, or make them its only members.

    The document is left out if nobody wants it: printing costs more than adding.
    """
    require(actor, Scope.WRITE)
    (row,) = await tx.rows(
        SQL.put,
        id=organization,
        companies=companies,
        replace=replace,
        version=version,
        effective_at=effective_at,
        actor_kind=actor.kind,
        actor=actor.id,
        request_id=tx.request_id,
        organizations=limits.CUSTOMER_ORGANIZATIONS_PER_COMPANY,
        members_bytes=limits.MEMBERS_BYTES if prints else None,
    )
    _check_put(row["outcome"], row["offenders"], companies)
    document = row["document"] or b""
    return CustomerOrganization(
        id=organization, version=row["new_version"], document=document
    )


async def remove_member(
    tx: Tx,
    actor: Actor,
    organization: UUID,
    company: UUID,
    /,
    *,
    version: int | None = None,
    effective_at: datetime | None = None,
    prints: bool = True,
) -> CustomerOrganization:
    """Take one company out of an organization, now or at a time.

    Its other places are untouched.
    """
    require(actor, Scope.WRITE)
    await _lock(tx, organization, version)
    rows = await tx.rows(
        SQL.remove_member, id=organization, company=company, effective_at=effective_at
    )
    if not rows:
        raise MemberUnknown
    change = {"added": [], "removed": [company]}
    await record(
        tx, actor, "customer_organization.members_changed", organization, after=change
    )
    if prints:
        return await read(tx, actor, organization)
    return CustomerOrganization(
        id=organization, version=rows[0]["version"], document=b""
    )


async def delete(
    tx: Tx, actor: Actor, organization: UUID, /, *, version: int | None = None
) -> None:
    """Delete an organization; its companies stay, and so does the record of it."""
    require(actor, Scope.WRITE)
    await _lock(tx, organization, version)
    found = await read(tx, actor, organization)
    await tx.run(SQL.remove, id=organization)
    await record(
        tx, actor, "customer_organization.deleted", organization, before=found.document
    )


async def hand_over(
    tx: Tx,
    actor: Actor,
    organization: UUID,
    /,
    *,
    owner: UUID,
    version: int | None = None,
) -> CustomerOrganization:
    """Give an organization another owner, who is then no longer a member of it."""
    require(actor, Scope.WRITE)
    customers = await tx.rows(SQL.lock_customers, companies=[owner])
    held = await _lock(tx, organization, version)
    found = await read(tx, actor, organization)
    if owner == held["owner"]:
        return found
    _check_customers(customers, owner)
    await tx.run(SQL.lock_owning)
    await _check_owned(tx, owner)
    await tx.run(SQL.hand_over, id=organization, owner=owner)
    if await tx.run(SQL.owning_members, id=organization, owner=owner):
        raise OwnershipCircle(
            faults=[Fault("/ownerId", f"{owner} is owned by a member")]
        )
    changed = await read(tx, actor, organization)
    await record(
        tx,
        actor,
        "customer_organization.handed_over",
        organization,
        before=found.document,
        after=changed.document,
    )
    return changed


async def lock_around(tx: Tx, company: UUID, /, *, parents: Sequence[UUID]) -> None:
    """Lock what changes as a company changes its parent; its tree is locked already."""
    await tx.run(SQL.lock_around, company=company, owners=[company, *parents])


async def adopt(tx: Tx, actor: Actor, parent: UUID, company: UUID, /) -> None:
    """Make a company a member of its parent's oldest organization, or of a new one."""
    rows = await tx.rows(SQL.lock_oldest_owned_by, owner=parent)
    if rows:
        await put_members(
            tx, actor, rows[0]["id"], [company], replace=False, prints=False
        )
    else:
        await create(tx, actor, owner=parent, members=[company])


async def release(tx: Tx, actor: Actor, parent: UUID, company: UUID, /) -> None:
    """Take a company out of its parent's oldest organization, if it is in there."""
    rows = await tx.rows(SQL.lock_oldest_owned_by, owner=parent)
    if rows:
        with suppress(MemberUnknown):
            await remove_member(tx, actor, rows[0]["id"], company, prints=False)


def _check_put(
    outcome: str, offenders: Collection[UUID], companies: Sequence[UUID]
) -> None:
    """Raise what refused members, as the outcome says; nothing was changed then."""
    if outcome == "unknown_organization":
        raise CustomerOrganizationUnknown
    if outcome == "stale":
        raise Stale
    if outcome in _OUTCOMES:
        raise refusal(_OUTCOMES[outcome], offenders, members=companies)


async def _lock(tx: Tx, organization: UUID, version: int | None) -> Row:
    rows = await tx.rows(SQL.lock, id=organization)
    if not rows:
        raise CustomerOrganizationUnknown
    if version is not None and version != rows[0]["version"]:
        raise Stale
    return rows[0]


async def _check_owned(tx: Tx, owner: UUID) -> None:
    """Refuse an owner that owns as many organizations as one company may."""
    most = limits.CUSTOMER_ORGANIZATIONS_PER_COMPANY
    (row,) = await tx.rows(SQL.owned, owner=owner, most=most)
    if row["count"] >= most:
        raise refusal(OrganizationsTooMany, {owner}, members=(), owner=owner)


def _check_customers(
    rows: Sequence[Row], owner: UUID, members: Sequence[UUID] = ()
) -> None:
    """Refuse who cannot own, or belong to, an organization: all of them at once."""
    unknown = {owner, *members} - {row["id"] for row in rows}
    if unknown:
        raise refusal(CustomersUnknown, unknown, members=members, owner=owner)
    archived = {row["id"] for row in rows if row["is_archived"]}
    if archived:
        raise refusal(CustomerArchived, archived, members=members, owner=owner)
