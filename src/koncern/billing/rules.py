"""Between the customer of the Customers API and the company that is kept."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, UnsetType

from koncern.apps import TaxStatus
from koncern.base import Fault, countries, email_problem
from koncern.billing.model import (
    BillingPreference,
    Customer,
    CustomerInvalid,
    CustomerStatus,
    NewCustomer,
    PrintedCustomer,
)
from koncern.billing.places import EVERY_STATE, STATES, BillingAddress
from koncern.companies import Facts, NewAddress, NewCompany, contact, facts_of
from koncern.db import Row


def facts_of_customer(new: NewCustomer, company: UUID, now: datetime) -> Facts:
    """Check what is said of a customer, and return it as its company is kept."""
    faults = [*_faults(new)]
    if faults:
        raise CustomerInvalid(faults=faults)
    address = NewAddress(
        street_address=new.address.line1,
        co_address=_given(new.address.line2),
        city=new.address.town,
        state_province=_given(new.address.state),
        postal_code=new.address.postcode,
        country=new.address.country,
        is_default=True,
    )
    facts = facts_of(
        NewCompany(
            name=new.legal_name,
            tax_status=new.tax_status,
            billing_address=[address],
            url=_given(new.url),
            label=_given(new.label),
            custom_fields=dict(_given(new.custom_properties) or {}),
        ),
        company,
        now,
        # Its parts are checked above, after what the published API says of them.
        settled={"/billing_address/0"},
    )
    contacts = [
        contact(each.name.strip(), each.email, each.billingPreference, now)
        for each in new.contacts
    ]
    integrations = [
        {"service": each.service, "id": each.id, "isPending": False}
        for each in _given(new.integration_ids) or []
    ]
    return msgspec.structs.replace(facts, contacts=contacts, integrations=integrations)


def customer_of(row: Row) -> Customer:
    """Return a company's row as the customer that is printed."""
    fields: dict[str, Any] = msgspec.json.decode(row["custom_fields"])
    return Customer(
        version=row["version"],
        printed=PrintedCustomer(
            id=row["id"],
            created_at=row["created_at"],
            organizations=_raw(row["organizations"]),
            legal_name=row["name"],
            address=_address(msgspec.json.decode(row["address"])),
            url=row["url"] or UNSET,
            label=row["label"] or UNSET,
            integration_ids=_raw(row["integrations"]),
            archived_at=row["archived_at"] or UNSET,
            tax_status=TaxStatus(row["tax_status"]),
            contacts=_raw(row["contacts"]),
            status=CustomerStatus.ACTIVE
            if row["status"] == "active"
            else CustomerStatus.DRAFT,
            custom_properties={
                name: value for name, value in fields.items() if isinstance(value, str)
            },
        ),
    )


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
    for place, each in enumerate(new.contacts):
        if problem := email_problem(each.email):
            yield Fault(f"/contacts/{place}/email", problem)
    if not any(
        each.billingPreference is BillingPreference.PRIMARY for each in new.contacts
    ):
        yield Fault("/contacts", "holds no contact whose billingPreference is PRIMARY")


def _address(kept: dict[str, Any]) -> BillingAddress:
    line1 = " ".join(
        part for part in (kept["street_address"], kept["house_number"]) if part
    )
    return BillingAddress(
        line1=line1,
        line2=kept["co_address"] or UNSET,
        town=kept["city"],
        # A company may have any word here; the Customers API knows these alone.
        state=state if (state := kept["state_province"]) in EVERY_STATE else UNSET,
        postcode=kept["postal_code"],
        country=kept["country"],
    )


def _given(value: Any) -> Any:
    return None if isinstance(value, UnsetType) else value


def _raw(json: str) -> Raw:
    return Raw(json.encode())
