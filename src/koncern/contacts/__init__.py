"""Contacts: who gets a customer's billing mail; one of them at least is PRIMARY.

They lie in their company's row. A verb locks the row before it reads them, so that of
two changes at once none is lost.
"""

from koncern.contacts.actions import add, archive, change, of_customer
from koncern.contacts.model import ContactArchived, ContactInvalid, ContactUnknown

__all__ = [
    "ContactArchived",
    "ContactInvalid",
    "ContactUnknown",
    "add",
    "archive",
    "change",
    "of_customer",
]
