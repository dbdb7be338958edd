"""A customer described anew: what changes of the company that it is.

It is put into the words of a company's change, whose rules then hold: what stays the
same is not checked again. What only the Organisations API knows of a company, other
addresses and custom fields that are no texts, stays as it is.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from koncern import limits
from koncern.base import Fault, email_key
from koncern.base.records import refuse_growth
from koncern.billing.customers.model import (
    CustomerInvalid,
    CustomerStatus,
    NewContact,
    NewCustomer,
)
from koncern.billing.customers.rules import (
    address_of,
    address_parts,
    check,
    given,
    integrations,
)
from koncern.companies import CompanyInvalid, contact, moment
from koncern.companies.patch import Change, Stored, change_of


class HeldCustomer(Stored, frozen=True, kw_only=True):
    """A customer as it is kept, locked for a change."""

    integrations: str
    parent: UUID | None


def change_of_customer(new: NewCustomer, held: HeldCustomer, now: datetime) -> Change:
    """Check a customer described anew; left out, `url` and `label` go, all else stays."""
    check(new)
    try:
        document = msgspec.json.decode(held.document)
        # The address was checked above, after what the published API says of it.
        place = f"/billing_address/{_place_of_invoices(document['billing_address'])}"
        change = change_of(held, _sent(new, document), now, settled=[place])
    except CompanyInvalid as invalid:
        raise CustomerInvalid(
            faults=[_placed(each) for each in invalid.faults]
        ) from None
    kept_contacts = msgspec.json.decode(held.contacts)
    contacts = _contacts(new.contacts, kept_contacts, now)
    most = limits.CONTACTS_BYTES
    refuse_growth("The contacts", contacts, most, before=kept_contacts)
    columns = change.columns | {"contacts": contacts}
    if not isinstance(new.integration_ids, UnsetType):
        kept = msgspec.json.decode(held.integrations)
        columns["integrations"] = _known_again(integrations(new), kept)
    if new.status is CustomerStatus.ACTIVE:
        columns["status"] = "active"
    elif new.status is CustomerStatus.DRAFT and held.status == "active":
        columns["status"] = "pending"
    parent = new.parent_id if not isinstance(new.parent_id, UnsetType) else UNSET
    return msgspec.structs.replace(change, columns=columns, parent=parent)


def _sent(new: NewCustomer, document: dict[str, Any]) -> dict[str, Any]:
    """Return what is said anew, as a merge patch of the company."""
    said: dict[str, Any] = {
        "name": new.legal_name,
        "tax_status": str(new.tax_status),
        "url": given(new.url),
        "label": given(new.label),
        "billing_address": _addresses(new, document["billing_address"]),
    }
    sent = {
        name: value
        for name, value in said.items()
        if (value or None) != (document[name] or None)
    }
    if not isinstance(new.custom_properties, UnsetType):
        fields = document["custom_fields"]
        texts = [name for name, value in fields.items() if isinstance(value, str)]
        sent["custom_fields"] = dict.fromkeys(texts) | new.custom_properties
    return sent


def _addresses(new: NewCustomer, kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Replace the address that invoices use, in its place among the others."""
    chosen = kept[_place_of_invoices(kept)]
    if address_of(chosen) == new.address:
        return kept
    changed = chosen | address_parts(new.address)
    return [changed if each is chosen else each for each in kept]


def _place_of_invoices(kept: list[dict[str, Any]]) -> int:
    """Return where the address that invoices use stands: the default, or the first."""
    return next((place for place, each in enumerate(kept) if each["is_default"]), 0)


def _contacts(
    new: list[NewContact], kept: list[dict[str, Any]], now: datetime
) -> list[dict[str, Any]]:
    """Replace all contacts: one with the same address stays the same one.

    Who is left out is archived: what was sent to them can still be told.
    """
    left = [each for each in kept if "archivedAt" not in each]
    contacts = []
    for each in new:
        made = contact(each.name.strip(), each.email, str(each.billingPreference), now)
        same = next((old for old in left if _is_same(old, made)), None)
        if same is not None:
            left.remove(same)
            own = {name: same[name] for name in ("id", "createdAt")}
            unchanged = made | own | {"updatedAt": same["updatedAt"]} == same
            made = same if unchanged else made | own
        contacts.append(made)
    past = {"archivedAt": moment(now), "updatedAt": moment(now)}
    archived = [each for each in kept if "archivedAt" in each]
    archived += [each | past for each in left]
    return contacts + archived[-limits.CONTACTS_PER_COMPANY :]


def _is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return email_key(one["email"]) == email_key(other["email"])


def _known_again(
    sent: list[dict[str, Any]], kept: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Let an integration's id that comes again keep what is known of it."""
    known = {(each["service"], each["id"]): each for each in kept}
    return [known.get((each["service"], each["id"]), each) for each in sent]


def _placed(fault: Fault) -> Fault:
    """Name the field of a customer that is to blame for what a company cannot be.

    The numbers that another country's rules refuse are no fields of a customer: it is the
    new country that does not fit them.
    """
    if fault.pointer == "/custom_fields":
        return Fault("/customProperties", fault.detail)
    if fault.pointer in {"/organisation_number", "/tax_id_vat_number"}:
        number = fault.pointer[1:].replace("_", " ")
        return Fault("/address/country", f"the company's {number} {fault.detail}")
    if fault.pointer.startswith(("/billing_address", "/shipping_address")):
        return Fault("/address", fault.detail)
    return fault
