"""Identifiers: what states and registries call a company, checked and compared.

An impossible number is refused with a reason in words; what was typed is kept, and
a compact form of it is what makes two the same.
"""

from koncern.identifiers.numbers import (
    Number,
    NumberImpossible,
    organisation_number,
    vat_number,
)

__all__ = ["Number", "NumberImpossible", "organisation_number", "vat_number"]
