"""What can be done with contacts."""

from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from koncern.access import require
from koncern.base import Actor, Fault, Scope, email_problem
from koncern.billing import Contact, CustomerUnknown, NewContact
from koncern.companies import contact, moment
from koncern.contacts.model import ContactArchived, ContactInvalid, ContactUnknown
from koncern.db import Query, Tx, load
from koncern.events import record

SQL = load("koncern.contacts")

Kept: TypeAlias = dict[str, Any]
"""A contact in the form in which it is kept and printed."""


async def of_customer(
    tx: Tx, actor: Actor, customer: UUID, /, *, with_archived: bool = False
) -> list[Contact]:
    """List a customer's contacts, in the order in which they were made."""
    require(actor, Scope.READ)
    kept = await _find(tx, SQL.read, customer)
    return [
        _printed(each) for each in kept if with_archived or "archivedAt" not in each
    ]


async def add(tx: Tx, actor: Actor, customer: UUID, new: NewContact, /) -> Contact:
    """Give a customer one more contact."""
    require(actor, Scope.WRITE)
    _check(new)
    kept = await _find(tx, SQL.hold, customer)
    made = contact(new.name.strip(), new.email, new.billingPreference, tx.now)
    await _keep(tx, customer, [*kept, made])
    await record(tx, actor, "contact.created", customer, after=made)
    return _printed(made)


async def change(
    tx: Tx, actor: Actor, customer: UUID, id_: UUID, new: NewContact, /
) -> Contact:
    """Describe a contact anew; the last PRIMARY one stays PRIMARY."""
    require(actor, Scope.WRITE)
    _check(new)
    kept = await _find(tx, SQL.hold, customer)
    old = _chosen(kept, id_)
    if "archivedAt" in old:
        raise ContactArchived
    fields = {"name": new.name.strip(), "email": new.email}
    changed = old | fields | {"billingPreference": str(new.billingPreference)}
    if changed == old:
        return _printed(old)
    changed["updatedAt"] = moment(tx.now)
    await _keep(tx, customer, [changed if each is old else each for each in kept])
    await record(tx, actor, "contact.changed", customer, before=old, after=changed)
    return _printed(changed)


async def archive(tx: Tx, actor: Actor, customer: UUID, id_: UUID, /) -> Contact:
    """Put a contact away, but not the last PRIMARY one; once is enough."""
    require(actor, Scope.WRITE)
    kept = await _find(tx, SQL.hold, customer)
    old = _chosen(kept, id_)
    if "archivedAt" in old:
        return _printed(old)
    away = old | {"archivedAt": moment(tx.now), "updatedAt": moment(tx.now)}
    await _keep(tx, customer, [away if each is old else each for each in kept])
    await record(tx, actor, "contact.archived", customer, before=old, after=away)
    return _printed(away)


async def _find(tx: Tx, query: Query, customer: UUID) -> list[Kept]:
    rows = await tx.rows(query, customer=customer)
    if not rows:
        raise CustomerUnknown
    contacts: list[Kept] = msgspec.json.decode(rows[0]["contacts"])
    return contacts


async def _keep(tx: Tx, customer: UUID, contacts: list[Kept]) -> None:
    text = msgspec.json.encode(contacts).decode()
    await tx.run(SQL.keep, customer=customer, contacts=text)


def _chosen(kept: list[Kept], id_: UUID) -> Kept:
    for each in kept:
        if each["id"] == str(id_):
            return each
    raise ContactUnknown


def _check(new: NewContact) -> None:
    if problem := email_problem(new.email):
        raise ContactInvalid(faults=[Fault("/email", problem)])


def _printed(kept: Kept) -> Contact:
    return msgspec.convert(kept, Contact)
