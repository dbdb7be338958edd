"""Identifiers: what states and registries call a company, checked and compared.

An impossible number is refused with a reason in words; what was typed is kept, and
a compact form of it is what makes two the same. Postal addresses are checked alike.
"""

from koncern.standards.identifiers.numbers import (
    lei,
    organisation_number,
    tax_identifier,
    vat_number,
)
from koncern.standards.identifiers.phones import phone_number
from koncern.standards.identifiers.places import address_problems, state_code
from koncern.standards.identifiers.rules import NumberImpossible

__all__ = [
    "NumberImpossible",
    "address_problems",
    "lei",
    "organisation_number",
    "phone_number",
    "state_code",
    "tax_identifier",
    "vat_number",
]
