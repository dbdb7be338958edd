"""Contacts: who gets a customer's billing mail; one of them at least is PRIMARY.

They lie in their company's row. A verb locks the row before it reads them, so that of
two changes at once none is lost. An archived contact stays to be read, and is no longer
written to.
"""

from koncern.billing.contacts.actions import add, archive, change, of_company
from koncern.billing.contacts.model import (
    ContactArchived,
    ContactInvalid,
    ContactsTooMany,
    ContactUnknown,
    LastPrimaryContact,
)

__all__ = [
    "ContactArchived",
    "ContactInvalid",
    "ContactUnknown",
    "ContactsTooMany",
    "LastPrimaryContact",
    "add",
    "archive",
    "change",
    "of_company",
]
