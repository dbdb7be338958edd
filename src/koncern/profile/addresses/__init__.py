"""Addresses: those of a company, one by one.

They lie in the company's row, so that a change of one is a change of the company: it
locks the row, counts its version, and is checked by the same rules. Of each kind that
has addresses, exactly one is the default. A member sees those that they may use.
"""

from koncern.profile.addresses.actions import add, change, of_company, read, remove
from koncern.profile.addresses.model import (
    AddedAddress,
    Address,
    AddressesAsked,
    AddressesFull,
    AddressInvalid,
    AddressPatch,
    AddressUnknown,
    Kind,
    NumbersOfAnotherCountry,
    OneAddress,
)

__all__ = [
    "AddedAddress",
    "Address",
    "AddressInvalid",
    "AddressPatch",
    "AddressUnknown",
    "AddressesAsked",
    "AddressesFull",
    "Kind",
    "NumbersOfAnotherCountry",
    "OneAddress",
    "add",
    "change",
    "of_company",
    "read",
    "remove",
]
