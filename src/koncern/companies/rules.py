"""What must hold of a company before it is kept, and the form it is kept in.

Every fault is collected, so that one answer names them all.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from uuid_utils.compat import uuid7

from koncern import identifiers
from koncern.base import Fault, countries, email_problem
from koncern.companies.model import (
    CompanyInvalid,
    Facts,
    NewCompany,
    OrganisationNumberTaken,
    VatNumberTaken,
)
from koncern.companies.parts import NESTING_MAX, NewAddress, NewAttribute, Translations

# Blanks, or a scheme that a browser would run or read: a console links to it.
_DOUBTFUL_URL = re.compile(r"\s|^(?!https?:)[a-z][a-z0-9+-]*:(?!\d)", re.IGNORECASE)


class _Claims(NamedTuple):
    """The forms under which a company's numbers are its own, and where."""

    country: str
    organisation_number: str | None
    tax_id_vat_number: str | None


def facts_of(new: NewCompany, company: UUID, now: datetime) -> Facts:
    """Check what is said of a company, and return it as it is kept."""
    faults = [*_field_faults(new)]
    claims = _claims(new, faults)
    phone = _phone(new, claims.country, faults)
    if faults:
        raise CompanyInvalid(faults=faults)
    return Facts(
        name=new.name.strip(),
        country=claims.country,
        organisation_number=new.organisation_number or None,
        organisation_number_claim=claims.organisation_number,
        tax_id_vat_number=new.tax_id_vat_number or None,
        tax_id_vat_number_claim=claims.tax_id_vat_number,
        tax_status=new.tax_status,
        email=new.email,
        invoice_email=new.invoice_email,
        phone=new.phone,
        phone_e164=phone,
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


def kept(facts: Facts, company: UUID, now: datetime) -> str:
    """Return the facts of a new company as SQL takes them."""
    row = msgspec.structs.asdict(facts)
    row |= {"id": company, "version": 1, "created_at": now, "updated_at": now}
    return msgspec.json.encode(row).decode()


def number_taken(other: str | None) -> OrganisationNumberTaken | VatNumberTaken:
    """Return the conflict that names the company which has a number."""
    assert other, "a company was refused, and none stands against it"
    company = msgspec.json.decode(other)
    kind: type[OrganisationNumberTaken | VatNumberTaken] = VatNumberTaken
    if company.pop("is_by_organisation_number"):
        kind = OrganisationNumberTaken
    return kind(
        f"{kind.sentence()} It is {company['name']} ({company['id']}).", company=company
    )


@lru_cache(maxsize=16)
def moment(now: datetime) -> str:
    """Return a moment as both APIs print it: RFC 3339, UTC, microseconds."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


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


def _is_too_deep(value: Any, levels: int = NESTING_MAX) -> bool:
    """Tell whether objects and lists lie in each other more than so many deep."""
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return False
    return levels == 0 or any(_is_too_deep(item, levels - 1) for item in value)


def _field_faults(new: NewCompany) -> Iterator[Fault]:
    for name in ("email", "invoice_email"):
        address = getattr(new, name)
        if address is not None and (problem := email_problem(address)):
            yield Fault(f"/{name}", problem)
    if new.url and _DOUBTFUL_URL.search(new.url):
        yield Fault("/url", "is no address of a web page (https://…)")
    for name in ("billing_address", "shipping_address"):
        yield from _address_faults(f"/{name}", getattr(new, name) or [])
    if _is_too_deep(new.custom_fields):
        yield Fault("/custom_fields", f"is nested more than {NESTING_MAX} deep")
    for place, attribute in enumerate(new.attributes or []):
        if _is_too_deep(attribute.values):
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


def _claims(new: NewCompany, faults: list[Fault]) -> _Claims:
    """Check the numbers; a VAT number's prefix tells the country if no address does."""
    country = _country(new) or ""
    vat = number = None
    try:
        if new.tax_id_vat_number:
            vat = identifiers.vat_number(new.tax_id_vat_number, country)
            country = country or vat.country
    except identifiers.NumberImpossible as problem:
        faults.append(Fault("/tax_id_vat_number", str(problem)))
    try:
        if new.organisation_number:
            number = identifiers.organisation_number(new.organisation_number, country)
    except identifiers.NumberImpossible as problem:
        faults.append(Fault("/organisation_number", str(problem)))
    return _Claims(country, number, vat.compact if vat else None)


def _phone(new: NewCompany, country: str, faults: list[Fault]) -> str | None:
    """Check all phone numbers, each by its place; return the company's as E.164."""
    for name in ("billing_address", "shipping_address"):
        for place, address in enumerate(getattr(new, name) or []):
            if address.phone:
                at = f"/{name}/{place}/phone"
                _e164(address.phone, address.country or country, at, faults)
    return _e164(new.phone, country, "/phone", faults) if new.phone else None


def _e164(text: str, country: str, at: str, faults: list[Fault]) -> str | None:
    try:
        return identifiers.phone_number(text, country)
    except identifiers.NumberImpossible as problem:
        faults.append(Fault(at, str(problem)))
        return None


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
    return {
        "description": attribute.description,
        "id": str(uuid7()),
        "key": attribute.key,
        "name": attribute.name,
        "template_key": attribute.template_key,
        "translations": msgspec.to_builtins(attribute.translations or Translations()),
        "values": attribute.values,
    }


def _contacts(new: NewCompany, now: datetime) -> list[dict[str, Any]]:
    """Whoever gets the invoices is the first contact: billing needs one."""
    email = new.invoice_email or new.email
    if not email:
        return []
    return [contact(new.contact_name or new.name.strip(), email, "PRIMARY", now)]
