"""Billing: a company as invoices see it.

A company is a customer once it has what an invoice needs: a billing address, a tax
status and a PRIMARY contact. The Customers API shows customers, and nothing else.
"""

from koncern.billing.actions import archive, create, read
from koncern.billing.model import (
    Customer,
    CustomerInvalid,
    CustomerUnknown,
    NewCustomer,
    PrintedCustomer,
)

__all__ = [
    "Customer",
    "CustomerInvalid",
    "CustomerUnknown",
    "NewCustomer",
    "PrintedCustomer",
    "archive",
    "create",
    "read",
]
