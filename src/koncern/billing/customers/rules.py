"""Between the customer of the Customers API and the company that is kept."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, UnsetType

from koncern import limits
from koncern.apps import TaxStatus
from koncern.base import Fault, countries, domain_of, email_problem, first_faults
from koncern.base.records import refuse_growth
from koncern.billing.customers.model import (
    BillingPreference,
    Customer,
    CustomerInvalid,
    CustomerStatus,
    NewCustomer,
    PrintedCustomer,
)
from koncern.billing.customers.places import (
    EVERY_STATE,
    STATES,
    BillingAddress,
    known_state,
    postal_problems,
)
from koncern.companies import (
    Facts,
    NewAddress,
    NewCompany,
    contact,
    custom_fields_faults,
    facts_of,
)
from koncern.db import Row


def facts_of_customer(new: NewCustomer, company: UUID, now: datetime) -> Facts:
    """Check what is said of a customer, and return it as its company is kept."""
    fields = dict(given(new.custom_properties) or {})
    check(new, *custom_fields_faults("/customProperties", fields))
    address = NewAddress(**address_parts(new.address), is_default=True)
    facts = facts_of(
        NewCompany(
            name=new.legal_name,
            tax_status=new.tax_status,
            billing_address=[address],
            url=given(new.url),
            label=given(new.label),
            custom_fields=fields,
        ),
        company,
        now,
        # Its parts are checked above, after what the published API says of them.
        settled={"/billing_address/0", "/custom_fields"},
    )
    contacts = [
        contact(each.name.strip(), each.email, each.billingPreference, now)
        for each in new.contacts
    ]
    refuse_growth("The contacts", contacts, limits.CONTACTS_BYTES)
    return msgspec.structs.replace(
        facts, contacts=contacts, integrations=integrations(new)
    )


def check(new: NewCustomer, *others: Fault) -> None:
    """Refuse a customer that cannot be, and name each place, with other faults."""
    if faults := first_faults(chain(_faults(new), others)):
        raise CustomerInvalid(faults=faults)


def address_parts(address: BillingAddress) -> dict[str, Any]:
    """Return an address by the parts in which a company's is kept."""
    return {
        "street_address": address.line1,
        "house_number": None,
        "co_address": given(address.line2),
        "city": address.town,
        "state_province": given(address.state),
        "postal_code": address.postcode,
        "country": address.country,
    }


def integrations(new: NewCustomer) -> list[dict[str, Any]]:
    """Return the ids that other systems have for a customer, as they are kept."""
    return [
        {"service": str(each.service), "id": each.id, "isPending": False}
        for each in given(new.integration_ids) or []
    ]


def customer_of(row: Row) -> Customer:
    """Return a company's row as the customer that is printed."""
    is_active = row["status"] == "active"
    return Customer(
        version=row["version"],
        printed=PrintedCustomer(
            **shown_of(row),
            organizations=_raw(row["organizations"]),
            contacts=_raw(row["contacts"]),
            status=CustomerStatus.ACTIVE if is_active else CustomerStatus.DRAFT,
        ),
    )


def shown_of(row: Row) -> dict[str, Any]:
    """Return what every form of a customer shows."""
    url = row["url"] or UNSET
    return {
        "id": row["id"],
        "created_at": row["created_at"],
        "legal_name": row["name"],
        "address": address_of(msgspec.json.decode(row["address"])),
        "url": url,
        "domain": (url and domain_of(url)) or UNSET,
        "label": row["label"] or UNSET,
        "integration_ids": _raw(row["integrations"]),
        "archived_at": row["archived_at"] or UNSET,
        "tax_status": TaxStatus(row["tax_status"]),
        "custom_properties": _texts(row["custom_fields"]),
    }


def _faults(new: NewCustomer) -> Iterator[Fault]:
    address = new.address
    if address.country not in countries():
        yield Fault(
            "/address/country",
            f"{address.country} is no country of ISO 3166-1 (the United Kingdom is GB)",
        )
    states = STATES.get(address.country)
    if states and not address.state:
        yield Fault("/address/state", "is required in the USA and in Canada")
    if address.state and address.state not in (states or EVERY_STATE):
        where = address.country if states else "the USA or Canada"
        yield Fault("/address/state", f"{address.state} is no state of {where}")
    for part, detail in postal_problems(address):
        yield Fault(f"/address/{part}", detail)
    for place, each in enumerate(new.contacts):
        if problem := email_problem(each.email):
            yield Fault(f"/contacts/{place}/email", problem)
    if not any(
        each.billingPreference is BillingPreference.PRIMARY for each in new.contacts
    ):
        yield Fault("/contacts", "holds no contact whose billingPreference is PRIMARY")


def address_of(kept: dict[str, Any]) -> BillingAddress:
    """Return a company's address as invoices show it."""
    line1 = " ".join(
        part for part in (kept["street_address"], kept["house_number"]) if part
    )
    return BillingAddress(
        line1=line1,
        line2=kept["co_address"] or UNSET,
        town=kept["city"],
        state=known_state(kept["country"], kept["state_province"] or "") or UNSET,
        postcode=kept["postal_code"],
        country=kept["country"],
    )


def given(value: Any) -> Any:
    """Return what was sent, or nothing."""
    return None if isinstance(value, UnsetType) else value


def _texts(custom_fields: str) -> dict[str, str]:
    fields: dict[str, Any] = msgspec.json.decode(custom_fields)
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def _raw(json: str) -> Raw:
    return Raw(json.encode())
