"""What must hold of a company before it is kept, and the form it is kept in.

Every fault is collected, so that one answer names them all.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from uuid_utils.compat import uuid7

from koncern.base import Fault, countries, email_problem
from koncern.companies import numbers
from koncern.companies.model import (
    NESTING_MAX,
    CompanyInvalid,
    Facts,
    NewAddress,
    NewAttribute,
    NewCompany,
)


class _Numbers(NamedTuple):
    organisation: numbers.Number | None
    vat: numbers.Number | None


def facts_of(new: NewCompany, company: UUID, now: datetime) -> Facts:
    """Check what is said of a company, and return it as it is kept."""
    country = _country(new)
    faults = [*_field_faults(new)]
    found = _check_numbers(new, country, faults)
    if faults:
        raise CompanyInvalid(faults=faults)
    place = country or (found.vat.country if found.vat else "")
    return Facts(
        name=new.name.strip(),
        country=place,
        organisation_number=new.organisation_number or None,
        organisation_number_claim=found.organisation and found.organisation.compact,
        tax_id_vat_number=new.tax_id_vat_number or None,
        tax_id_vat_number_claim=found.vat and found.vat.compact,
        tax_status=new.tax_status,
        email=new.email,
        invoice_email=new.invoice_email,
        phone=new.phone,
        contact_name=new.contact_name,
        comment=new.comment,
        url=new.url,
        label=new.label,
        credit_check=bool(new.credit_check),
        attributes=[_attribute(attribute) for attribute in new.attributes or []],
        billing_address=_addresses(new.billing_address, company, now),
        shipping_address=_addresses(new.shipping_address, company, now),
        contacts=_contacts(new, now),
        custom_fields=new.custom_fields or {},
    )


def moment(now: datetime) -> str:
    """Return a moment as both APIs print it: RFC 3339, UTC, milliseconds."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def contact(name: str, email: str, preference: str, now: datetime) -> dict[str, Any]:
    """Return a contact in the form in which it is kept and printed."""
    return {
        "id": str(uuid7()),
        "name": name,
        "email": email,
        "billingPreference": preference,
        "createdAt": moment(now),
        "updatedAt": moment(now),
    }


def is_too_deep(value: Any, levels: int = NESTING_MAX) -> bool:
    """Tell whether objects and lists lie in each other more than so many deep."""
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return False
    return levels == 0 or any(is_too_deep(item, levels - 1) for item in value)


def _field_faults(new: NewCompany) -> Iterator[Fault]:
    for name in ("email", "invoice_email"):
        address = getattr(new, name)
        if address is not None and (problem := email_problem(address)):
            yield Fault(f"/{name}", problem)
    for name in ("billing_address", "shipping_address"):
        yield from _address_faults(f"/{name}", getattr(new, name) or [])
    if is_too_deep(new.custom_fields):
        yield Fault("/custom_fields", f"is nested more than {NESTING_MAX} deep")
    for place, attribute in enumerate(new.attributes or []):
        if is_too_deep(attribute.values):
            yield Fault(
                f"/attributes/{place}/values", f"is nested more than {NESTING_MAX} deep"
            )


def _address_faults(pointer: str, addresses: list[NewAddress]) -> Iterator[Fault]:
    defaults = 0
    for place, address in enumerate(addresses):
        if address.country and address.country not in countries():
            yield Fault(
                f"{pointer}/{place}/country",
                f"{address.country} is no country of ISO 3166-1 (the United Kingdom "
                "is GB, Greece GR)",
            )
        defaults += bool(address.is_default)
        if address.is_default and defaults > 1:
            yield Fault(
                f"{pointer}/{place}/is_default", "only one address can be the default"
            )


def _check_numbers(
    new: NewCompany, country: str | None, faults: list[Fault]
) -> _Numbers:
    found: dict[str, numbers.Number | None] = {}
    for name, check in (
        ("organisation_number", numbers.organisation_number),
        ("tax_id_vat_number", numbers.vat_number),
    ):
        text = getattr(new, name)
        found[name] = None
        if not text or not text.strip():
            continue
        try:
            found[name] = check(text, country)
        except numbers.NumberImpossible as problem:
            faults.append(Fault(f"/{name}", str(problem)))
    return _Numbers(found["organisation_number"], found["tax_id_vat_number"])


def _country(new: NewCompany) -> str | None:
    """Return the country that a company's numbers are read by."""
    for addresses in (new.billing_address, new.shipping_address):
        chosen = [address for address in addresses or [] if address.is_default]
        for address in chosen or addresses or []:
            if address.country:
                return address.country
    return None


def _addresses(
    addresses: list[NewAddress] | None, company: UUID, now: datetime
) -> list[dict[str, Any]]:
    has_default = any(address.is_default for address in addresses or [])
    return [
        {
            "city": address.city,
            "co_address": address.co_address,
            "company_id": str(company),
            "company_name": address.company_name,
            "country": address.country,
            "created_at": moment(now),
            "house_number": address.house_number,
            "id": str(uuid7()),
            "is_default": bool(address.is_default) if has_default else place == 0,
            "name": address.name,
            "phone": address.phone,
            "postal_code": address.postal_code,
            "shipping_type": address.shipping_type,
            "state_province": address.state_province,
            "street_address": address.street_address,
            "updated_at": moment(now),
        }
        for place, address in enumerate(addresses or [])
    ]


def _attribute(attribute: NewAttribute) -> dict[str, Any]:
    translations = attribute.translations
    return {
        "description": attribute.description,
        "id": str(uuid7()),
        "key": attribute.key,
        "name": attribute.name,
        "template_key": attribute.template_key,
        "translations": msgspec.to_builtins(translations) if translations else {},
        "values": attribute.values,
    }


def _contacts(new: NewCompany, now: datetime) -> list[dict[str, Any]]:
    """Whoever gets the invoices is the first contact: billing needs one."""
    email = new.invoice_email or new.email
    if not email:
        return []
    return [contact(new.contact_name or new.name.strip(), email, "PRIMARY", now)]
