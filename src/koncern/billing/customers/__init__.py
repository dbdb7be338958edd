"""Customers: companies as invoices see them.

A company is a customer once it has what an invoice needs: a billing address, a tax
status and a PRIMARY contact. The Customers API shows customers, and nothing else.
"""

from koncern.billing.customers.actions import (
    PRINTED,
    archive,
    create,
    read,
    read_by_alias,
    unarchive,
    update,
)
from koncern.billing.customers.model import (
    BillingPreference,
    Contact,
    CustomerInvalid,
    CustomerUnknown,
    ListedCustomer,
    NewContact,
    NewCustomer,
    PrintedCustomer,
)
from koncern.billing.customers.older import PrintedOlderCustomer
from koncern.billing.customers.places import STATES
from koncern.billing.customers.rules import shown_of

__all__ = [
    "PRINTED",
    "STATES",
    "BillingPreference",
    "Contact",
    "CustomerInvalid",
    "CustomerUnknown",
    "ListedCustomer",
    "NewContact",
    "NewCustomer",
    "PrintedCustomer",
    "PrintedOlderCustomer",
    "archive",
    "create",
    "read",
    "read_by_alias",
    "shown_of",
    "unarchive",
    "update",
]
