"""What can be done with a company's addresses."""

from uuid import UUID

import msgspec
from msgspec import UNSET, Struct

from koncern import limits
from koncern.access import sees_all
from koncern.base import Actor
from koncern.companies import BillingIncomplete, CompanyInvalid, CompanyUnknown
from koncern.companies import patch as company_patch
from koncern.db import Tx, load
from koncern.events import record
from koncern.people.memberships import AdminNeeded, HeldCompany, Level, lock_to_change
from koncern.profile.addresses.model import (
    AddedAddress,
    AddressesAsked,
    AddressesFull,
    AddressUnknown,
    Book,
    Kept,
    Kind,
    OneAddress,
)
from koncern.profile.addresses.rules import (
    Facts,
    address_failure,
    find,
    listed,
    sent_of,
    with_added,
    with_changed,
    without,
)

SQL = load("koncern.profile.addresses")


async def of_company(
    tx: Tx, actor: Actor, company: UUID, asked: AddressesAsked, /
) -> Book:
    """List a company's addresses: to a member, those that they may use."""
    user = None if sees_all(actor) else actor.user
    whose = asked.usable_by or None
    kept = await tx.maybe(Kept, SQL.read, company=company, user=user, asked=whose)
    if kept is None:
        raise CompanyUnknown
    is_admin = kept.level != Level.DEFAULT
    if not is_admin and whose not in (None, user):
        raise AdminNeeded
    found = listed(kept, user, whose)
    # What a member may use depends on more than what the company's version counts.
    is_whole = is_admin and whose is None
    return Book(
        version=kept.version if is_whole else None,
        addresses=[each for each in found if asked.kind in (UNSET, each.kind)],
    )


async def read(tx: Tx, actor: Actor, company: UUID, address: UUID, /) -> OneAddress:
    """Read one address of a company: a member, one that they may use."""
    book = await of_company(tx, actor, company, AddressesAsked())
    for each in book.addresses:
        if each.facts["id"] == str(address):
            return OneAddress(version=book.version, address=each)
    raise AddressUnknown


async def add(
    tx: Tx,
    actor: Actor,
    company: UUID,
    new: AddedAddress,
    /,
    *,
    version: int | None = None,
) -> OneAddress:
    """Give a company another address; the first of its kind is the default."""
    held, document = await _lock(tx, actor, company, version)
    kept = document[new.kind.field]
    if len(kept) >= limits.ADDRESSES_PER_KIND:
        raise AddressesFull
    place = len(kept)
    after = await _put(
        tx, actor, held, with_added(kept, new), kind=new.kind, place=place
    )
    made = after[place]
    told = {"kind": new.kind} | made
    await record(tx, actor, "address.created", company, after=told)
    return await read(tx, actor, company, UUID(made["id"]))


async def change(
    tx: Tx,
    actor: Actor,
    company: UUID,
    address: UUID,
    /,
    *,
    patch: Struct,
    version: int | None = None,
) -> OneAddress:
    """Change an address after a merge patch; what changes nothing is no event."""
    held, document = await _lock(tx, actor, company, version)
    kind, place = find(document, address)
    kept = document[kind.field]
    wanted = with_changed(kept, place, sent_of(patch, kind))
    after = await _put(tx, actor, held, wanted, kind=kind, place=place)
    if after != kept:
        await record(
            tx,
            actor,
            "address.changed",
            company,
            before={"kind": kind} | kept[place],
            after={"kind": kind} | after[place],
        )
    return await read(tx, actor, company, address)


async def remove(
    tx: Tx, actor: Actor, company: UUID, address: UUID, /, *, version: int | None = None
) -> OneAddress:
    """Take an address from a company; of a default, the oldest other one becomes it."""
    held, document = await _lock(tx, actor, company, version)
    kind, place = find(document, address)
    gone = await read(tx, actor, company, address)
    kept = document[kind.field]
    await _put(tx, actor, held, without(kept, place), kind=kind, place=place)
    told = {"kind": kind} | kept[place]
    await record(tx, actor, "address.deleted", company, before=told)
    return gone


async def _lock(
    tx: Tx, actor: Actor, company: UUID, version: int | None
) -> tuple[HeldCompany, Facts]:
    """Lock a company whose addresses the actor may change; return it and its document."""
    held = await lock_to_change(tx, actor, company, version=version)
    return held, msgspec.json.decode(held.document)


async def _put(
    tx: Tx,
    actor: Actor,
    held: HeldCompany,
    wanted: list[Facts],
    /,
    *,
    kind: Kind,
    place: int,
) -> list[Facts]:
    """Replace a company's addresses of a kind; faults are told of the one at a place."""
    try:
        change = company_patch.change_of(held, {kind.field: wanted}, tx.now)
    except CompanyInvalid as invalid:
        raise address_failure(invalid, f"/{kind.field}/{place}") from None
    changed = await company_patch.change(tx, actor, held.id, change)
    document = msgspec.json.decode(changed.document)
    if (
        not document["billing_ready"]
        and msgspec.json.decode(held.document)["billing_ready"]
    ):
        raise BillingIncomplete
    after: list[Facts] = document[kind.field]
    return after
