"""What can be done with contacts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from koncern import limits
from koncern.access import require
from koncern.base import Actor, Fault, Scope, Stale, email_problem
from koncern.base.records import refuse_growth
from koncern.billing.contacts.model import (
    ContactArchived,
    ContactInvalid,
    ContactsTooMany,
    ContactUnknown,
    LastPrimaryContact,
)
from koncern.billing.customers import (
    BillingPreference,
    Contact,
    CustomerUnknown,
    NewContact,
)
from koncern.companies import CompanyArchived, contact, moment
from koncern.db import Row, Tx, load
from koncern.events import record

SQL = load("koncern.billing.contacts")

_Kept = dict[str, Any]  # a contact in the form in which it is kept and printed


async def of_company(
    tx: Tx, actor: Actor, company: UUID, /, *, with_archived: bool = False
) -> list[Contact]:
    """List a customer's contacts in their order."""
    require(actor, Scope.READ)
    kept = _contacts(await tx.rows(SQL.read, company=company))
    return [
        _printed(each) for each in kept if with_archived or "archivedAt" not in each
    ]


async def add(tx: Tx, actor: Actor, company: UUID, new: NewContact, /) -> Contact:
    """Give a customer one more contact."""
    require(actor, Scope.WRITE)
    _check(new)
    kept = await _lock(tx, company)
    if sum("archivedAt" not in each for each in kept) >= limits.CONTACTS_PER_COMPANY:
        raise ContactsTooMany
    made = contact(new.name.strip(), new.email, new.billingPreference, tx.now)
    _check_size([*kept, made], kept)
    await _write(tx, company, [*kept, made])
    await record(tx, actor, "contact.created", company, after=made)
    return _printed(made)


async def change(
    tx: Tx,
    actor: Actor,
    company: UUID,
    id_: UUID,
    new: NewContact,
    /,
    *,
    version: int | None = None,
) -> Contact:
    """Describe a contact anew; the last PRIMARY one stays PRIMARY."""
    require(actor, Scope.WRITE)
    _check(new)
    kept = await _lock(tx, company)
    old = _chosen(kept, id_, version)
    if "archivedAt" in old:
        raise ContactArchived
    fields = {"name": new.name.strip(), "email": new.email}
    changed = old | fields | {"billingPreference": str(new.billingPreference)}
    if changed == old:
        return _printed(old)
    changed["updatedAt"] = moment(tx.now)
    contacts = [changed if each is old else each for each in kept]
    _check_size(contacts, kept)
    await _write(tx, company, contacts)
    await record(tx, actor, "contact.changed", company, before=old, after=changed)
    return _printed(changed)


async def archive(
    tx: Tx, actor: Actor, company: UUID, id_: UUID, /, *, version: int | None = None
) -> Contact:
    """Put a contact away, but not the last PRIMARY one; once is enough."""
    require(actor, Scope.WRITE)
    kept = await _lock(tx, company)
    old = _chosen(kept, id_, version)
    if "archivedAt" in old:
        return _printed(old)
    away = old | {"archivedAt": moment(tx.now), "updatedAt": moment(tx.now)}
    await _write(tx, company, [away if each is old else each for each in kept])
    await record(tx, actor, "contact.archived", company, before=old, after=away)
    return _printed(away)


async def _lock(tx: Tx, company: UUID) -> list[_Kept]:
    rows = await tx.rows(SQL.lock, company=company)
    kept = _contacts(rows)
    if rows[0]["is_archived"]:
        raise CompanyArchived
    return kept


def _contacts(rows: Sequence[Row]) -> list[_Kept]:
    if not rows:
        raise CustomerUnknown
    contacts: list[_Kept] = msgspec.json.decode(rows[0]["contacts"])
    return contacts


async def _write(tx: Tx, company: UUID, contacts: list[_Kept]) -> None:
    """Replace the contacts, as long as one of them is PRIMARY: the table holds it as well."""
    if not any(
        each["billingPreference"] == BillingPreference.PRIMARY
        and "archivedAt" not in each
        for each in contacts
    ):
        raise LastPrimaryContact
    text = msgspec.json.encode(contacts).decode()
    await tx.run(SQL.write, company=company, contacts=text)


def _chosen(kept: list[_Kept], id_: UUID, version: int | None) -> _Kept:
    for each in kept:
        if each["id"] == str(id_):
            if version is not None and version != _printed(each).version:
                raise Stale
            return each
    raise ContactUnknown


def _check_size(contacts: list[_Kept], kept: list[_Kept]) -> None:
    refuse_growth("The contacts", contacts, limits.CONTACTS_BYTES, before=kept)


def _check(new: NewContact) -> None:
    if problem := email_problem(new.email):
        raise ContactInvalid(faults=[Fault("/email", problem)])


def _printed(kept: _Kept) -> Contact:
    return msgspec.convert(kept, Contact)
