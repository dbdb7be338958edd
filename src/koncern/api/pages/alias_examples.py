"""Examples of what is answered about aliases and tax registrations."""

from typing import Any

from koncern.api.customers import aliases, customers, tax_registrations
from koncern.api.customers.aliases import AliasesOfCustomer, AliasList, PrintedAlias
from koncern.api.customers.tax_registrations import (
    PrintedTaxRegistration,
    TaxRegistrationList,
)
from koncern.billing.customers import PrintedOlderCustomer

ALIAS = "01990b8e-9b6b-7d10-9c4e-2f3a4b5c6d7e"
TAX_REGISTRATION = "01990b8e-ab6b-7d10-9c4e-2f3a4b5c6d7e"

ID_UNDER = {
    "by-alias": aliases.EXAMPLE["value"],
    "customer-aliases": ALIAS,
    "for-customer": aliases.EXAMPLE["customerId"],
    "tax-registrations": TAX_REGISTRATION,
}
"""The example of an id in a path, by what stands before it."""

_PAGE = {"pagination": {"after": "AZkLjlprfRCcTi86S1xtfg"}}


def answers(app: str, moment: str) -> dict[Any, dict[str, Any]]:
    """Return a whole answer of each kind that is shown."""
    alias = {
        "id": ALIAS,
        "sequenceAccountId": app,
        "customerId": aliases.EXAMPLE["customerId"],
        "value": aliases.EXAMPLE["value"],
        "createdAt": moment,
    }
    labelled = alias | {"label": aliases.EXAMPLE["label"]}
    registration = {
        "id": TAX_REGISTRATION,
        "sequenceAccountId": app,
    } | tax_registrations.EXAMPLE
    return {
        AliasesOfCustomer: {"items": [alias]},
        PrintedAlias: labelled,
        AliasList: {"items": [labelled]} | _PAGE,
        PrintedOlderCustomer: _older_customer(moment),
        PrintedTaxRegistration: registration,
        TaxRegistrationList: {"items": [registration]} | _PAGE,
    }


def _older_customer(moment: str) -> dict[str, Any]:
    return {
        "id": aliases.EXAMPLE["customerId"],
        "createdAt": moment,
        "legalName": customers.EXAMPLE["legalName"],
        "contactName": "John Smith",
        "address": customers.EXAMPLE["address"],
        "email": "john.smith@example.com",
        "url": customers.EXAMPLE["url"],
        "label": customers.EXAMPLE["label"],
        "integrationIds": [],
        "billingEmails": ["john.smith@example.com"],
        "taxStatus": "TAXED",
    }
