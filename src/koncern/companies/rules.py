"""What must hold of a company before it is kept, and the form it is kept in.

Every fault is collected, so that one answer names them all.
"""

import re
from collections.abc import Container, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from uuid_utils.compat import uuid7

from koncern import limits
from koncern.base import Fault, email_problem, first_faults
from koncern.base.records import record_bytes
from koncern.companies.attributes import NESTING_MAX, NewAttribute, Translations
from koncern.companies.model import (
    FIRST_VERSION,
    AliasTaken,
    CompanyInvalid,
    Facts,
    NewCompany,
    OrganisationNumberTaken,
    VatNumberTaken,
)
from koncern.standards import identifiers
from koncern.standards.places import addresses_faults, home_of, kept_addresses

# Blanks, or a scheme that a browser would run or read: a console links to it.
_DOUBTFUL_URL = re.compile(r"\s|^(?!https?:)[a-z][a-z0-9+-]*:(?!\d)", re.IGNORECASE)


class _Claims(NamedTuple):
    """The forms under which a company's numbers are its own, and where."""

    country: str
    organisation_number: str | None
    tax_id_vat_number: str | None


def facts_of(
    new: NewCompany, company: UUID, now: datetime, *, settled: Container[str] = ()
) -> Facts:
    """Check what is said of a company, and return it as it is kept.

    What is in addresses whose pointers are settled is not checked: they were kept before
    as they are, or checked by other rules. Custom fields that are settled may be large.
    """
    faults = first_faults(_field_faults(new, settled))
    claims = _claims(new, faults)
    phone = _phone(new, claims.country, faults, settled)
    if faults:
        raise CompanyInvalid(faults=faults)
    made = moment(now)
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
        billing_address=kept_addresses(new.billing_address, company, made),
        shipping_address=kept_addresses(new.shipping_address, company, made),
        contacts=_contacts(new, now),
        custom_fields=new.custom_fields or {},
    )


def to_row(
    facts: Facts, company: UUID, now: datetime, *, status: str, parent: UUID | None
) -> str:
    """Return a new company as SQL takes it: the columns of its row, by name."""
    row = msgspec.structs.asdict(facts)
    row |= {
        "id": company,
        "version": FIRST_VERSION,
        "status": status,
        "parent": parent,
        "created_at": now,
        "updated_at": now,
    }
    return msgspec.json.encode(row).decode()


def claim_taken(
    other: str | None,
) -> AliasTaken | OrganisationNumberTaken | VatNumberTaken:
    """Return the conflict with the company that has claimed a number or a reference.

    It names that company if the database did, which knows whether the asker sees it.
    """
    assert other, "a company was refused, and none stands against it"
    company = msgspec.json.decode(other)
    alias = company.pop("alias", None)
    kind: type[AliasTaken | OrganisationNumberTaken | VatNumberTaken] = VatNumberTaken
    if alias is not None:
        kind = AliasTaken
    elif company.pop("is_by_organisation_number"):
        kind = OrganisationNumberTaken
    faults = [Fault("/external_ref", f"{alias} is taken")] if alias is not None else []
    if company["id"] is None:
        return kind(faults=faults)
    detail = f"{kind.sentence()} It is {company['name']} ({company['id']})."
    return kind(detail, faults=faults, company=company)


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


def custom_fields_faults(
    pointer: str,
    fields: dict[str, Any],
    most: int | None = limits.CUSTOM_FIELDS_BYTES,
    /,
) -> Iterator[Fault]:
    """Find what is wrong with custom fields: nested too deeply, or too large."""
    if _is_too_deep(fields):
        yield Fault(pointer, f"is nested more than {NESTING_MAX} deep")
    elif most is not None and (size := record_bytes(fields)) > most:
        yield Fault(
            pointer, f"has {size:,} bytes as JSON text; at most {most:,} are allowed"
        )


def _field_faults(new: NewCompany, settled: Container[str]) -> Iterator[Fault]:
    for name in ("email", "invoice_email"):
        address = getattr(new, name)
        if address is not None and (problem := email_problem(address)):
            yield Fault(f"/{name}", problem)
    if new.url and _DOUBTFUL_URL.search(new.url):
        yield Fault("/url", "is no address of a web page (https://…)")
    for name in ("billing_address", "shipping_address"):
        yield from addresses_faults(f"/{name}", getattr(new, name) or [], settled)
    if new.custom_fields:
        is_settled = "/custom_fields" in settled
        most = None if is_settled else limits.CUSTOM_FIELDS_BYTES
        yield from custom_fields_faults("/custom_fields", new.custom_fields, most)
    for place, attribute in enumerate(new.attributes or []):
        if _is_too_deep(attribute.values):
            yield Fault(
                f"/attributes/{place}/values", f"is nested more than {NESTING_MAX} deep"
            )


def _claims(new: NewCompany, faults: list[Fault]) -> _Claims:
    """Check the numbers; a VAT number's prefix tells the country if no address does."""
    country = home_of(new.billing_address, new.shipping_address)
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


def _phone(
    new: NewCompany, country: str, faults: list[Fault], settled: Container[str]
) -> str | None:
    """Check all phone numbers, each by its place; return the company's as E.164."""
    for name in ("billing_address", "shipping_address"):
        for place, address in enumerate(getattr(new, name) or []):
            at = f"/{name}/{place}"
            if address.phone and at not in settled:
                country_there = address.country or country
                _e164(address.phone, country_there, f"{at}/phone", faults)
    return _e164(new.phone, country, "/phone", faults) if new.phone else None


def _e164(text: str, country: str, at: str, faults: list[Fault]) -> str | None:
    try:
        return identifiers.phone_number(text, country)
    except identifiers.NumberImpossible as problem:
        faults.append(Fault(at, str(problem)))
        return None


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
