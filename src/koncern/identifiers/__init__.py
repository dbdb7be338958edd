"""Identifiers: what states and registries call a company, checked and compared.

An impossible number is refused with a reason in words; what was typed is kept, and
a compact form of it is what makes two the same.
"""

from koncern.identifiers.numbers import (
    Number,
    lei,
    organisation_number,
    tax_identifier,
    vat_number,
)
from koncern.identifiers.phones import phone_number
from koncern.identifiers.rules import NumberImpossible

__all__ = [
    "Number",
    "NumberImpossible",
    "lei",
    "organisation_number",
    "phone_number",
    "tax_identifier",
    "vat_number",
]
