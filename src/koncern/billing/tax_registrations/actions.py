"""What can be done with tax registrations."""

from operator import attrgetter
from uuid import UUID

from koncern.access import require
from koncern.apps import AppUnknown
from koncern.base import Actor, Fault, Page, PageAsked, Scope, Stale, cut
from koncern.billing.customers import CustomerUnknown
from koncern.billing.tax_registrations.model import (
    NewTaxRegistration,
    TaxRegistration,
    TaxRegistrationInvalid,
    TaxRegistrationUnknown,
)
from koncern.billing.tax_registrations.rules import compact_form
from koncern.db import Tx, load
from koncern.events import record

SQL = load("koncern.billing.tax_registrations")


async def add(tx: Tx, actor: Actor, new: NewTaxRegistration, /) -> TaxRegistration:
    """Keep a registration of a company, or of the app's owner."""
    require(actor, Scope.WRITE)
    compact = compact_form(new, tx.app)
    if not new.company and not new.merchant:
        fault = Fault("/customerId", "is required, or else merchantId")
        raise TaxRegistrationInvalid(faults=[fault])
    made = await tx.maybe(
        TaxRegistration,
        SQL.add,
        company=new.company,
        country=new.country,
        state=new.state or "",
        tax_identifier=new.tax_identifier,
        compact=compact,
    )
    if made is None:
        raise _unknown(new)
    await record(tx, actor, "tax_registration.created", made.id, after=made)
    return made


async def read(tx: Tx, actor: Actor, registration: UUID, /) -> TaxRegistration:
    """Read one registration."""
    require(actor, Scope.READ)
    found = await tx.maybe(TaxRegistration, SQL.read, id=registration)
    if found is None:
        raise TaxRegistrationUnknown
    return found


async def page(tx: Tx, actor: Actor, asked: PageAsked, /) -> Page[TaxRegistration]:
    """List the registrations of all companies and of the app's owner, newest first."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    edge = asked.edge(ascending=False)
    rows = await tx.all(TaxRegistration, query, edge=edge, most=asked.limit + 1)
    return cut(rows, asked, attrgetter("id"))


async def page_of_company(
    tx: Tx, actor: Actor, company: UUID, /, *, asked: PageAsked
) -> Page[TaxRegistration]:
    """List one company's registrations, newest first."""
    require(actor, Scope.READ)
    found = await _page_of_owner(tx, company, asked)
    if not found.rows and not await tx.run(SQL.find_customer, company=company):
        raise CustomerUnknown
    return found


async def page_of_app(
    tx: Tx, actor: Actor, app: UUID, /, *, asked: PageAsked
) -> Page[TaxRegistration]:
    """List the app owner's own registrations, newest first."""
    require(actor, Scope.READ)
    if app != tx.app:
        raise AppUnknown
    return await _page_of_owner(tx, app, asked)


async def replace(
    tx: Tx,
    actor: Actor,
    registration: UUID,
    new: NewTaxRegistration,
    /,
    *,
    version: int | None = None,
) -> TaxRegistration:
    """Say anew what a registration is; whose, only if somebody is named."""
    require(actor, Scope.WRITE)
    compact = compact_form(new, tx.app)
    found = await _lock(tx, registration, version)
    changed = await tx.maybe(
        TaxRegistration,
        SQL.replace,
        id=registration,
        company=None if new.merchant else new.company or found.company,
        country=new.country,
        state=new.state or "",
        tax_identifier=new.tax_identifier,
        compact=compact,
    )
    if changed is None:
        raise _unknown(new)
    await record(
        tx,
        actor,
        "tax_registration.replaced",
        registration,
        before=found,
        after=changed,
    )
    return changed


async def delete(
    tx: Tx, actor: Actor, registration: UUID, /, *, version: int | None = None
) -> TaxRegistration:
    """Delete a registration; the record of it stays."""
    require(actor, Scope.WRITE)
    found = await _lock(tx, registration, version)
    await tx.run(SQL.remove, id=registration)
    await record(tx, actor, "tax_registration.deleted", registration, before=found)
    return found


async def _lock(tx: Tx, registration: UUID, version: int | None) -> TaxRegistration:
    found = await tx.maybe(TaxRegistration, SQL.lock, id=registration)
    if found is None:
        raise TaxRegistrationUnknown
    if version is not None and version != found.version:
        raise Stale
    return found


async def _page_of_owner(
    tx: Tx, owner: UUID, asked: PageAsked
) -> Page[TaxRegistration]:
    query = SQL.page_of_owner_back if asked.backwards else SQL.page_of_owner_on
    rows = await tx.all(
        TaxRegistration,
        query,
        owner=owner,
        edge=asked.edge(ascending=False),
        most=asked.limit + 1,
    )
    return cut(rows, asked, attrgetter("id"))


def _unknown(new: NewTaxRegistration) -> TaxRegistrationInvalid:
    fault = Fault("/customerId", f"{new.company} is no customer of this app")
    return TaxRegistrationInvalid(faults=[fault])
