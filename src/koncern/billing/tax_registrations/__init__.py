"""Tax registrations: the numbers under which tax authorities know somebody.

A registration is a company's, or the app owner's own (the merchant of the Customers
API): then there is no company, and the app itself owns it.
"""

from koncern.billing.tax_registrations.actions import (
    add,
    delete,
    page,
    page_of_app,
    page_of_company,
    read,
    replace,
)
from koncern.billing.tax_registrations.model import (
    NewTaxRegistration,
    TaxRegistration,
    TaxRegistrationHeld,
    TaxRegistrationInvalid,
    TaxRegistrationUnknown,
)

__all__ = [
    "NewTaxRegistration",
    "TaxRegistration",
    "TaxRegistrationHeld",
    "TaxRegistrationInvalid",
    "TaxRegistrationUnknown",
    "add",
    "delete",
    "page",
    "page_of_app",
    "page_of_company",
    "read",
    "replace",
]
