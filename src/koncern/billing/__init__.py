"""Billing: a company as invoices see it.

A company is a customer once it has what an invoice needs: a billing address, a tax
status and a PRIMARY contact. The Customers API shows customers, and nothing else.
"""

from koncern.billing.actions import (
    PRINTED,
    archive,
    create,
    read,
    read_by_alias,
    unarchive,
    update,
)
from koncern.billing.model import (
    BillingPreference,
    Contact,
    Customer,
    CustomerInvalid,
    CustomerUnknown,
    ListedCustomer,
    NewContact,
    NewCustomer,
    PrintedCustomer,
)
from koncern.billing.older import OlderCustomer, PrintedOlderCustomer
from koncern.billing.places import STATES
from koncern.billing.rules import shown_of

__all__ = [
    "PRINTED",
    "STATES",
    "BillingPreference",
    "Contact",
    "Customer",
    "CustomerInvalid",
    "CustomerUnknown",
    "ListedCustomer",
    "NewContact",
    "NewCustomer",
    "OlderCustomer",
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
