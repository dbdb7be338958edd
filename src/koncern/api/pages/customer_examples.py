"""Examples of what is answered about customers, their contacts, and lists of them."""

from typing import Any

from koncern.api.customers import contacts, customers
from koncern.api.customers.contacts import ContactList
from koncern.api.customers.directory import CustomerList, CustomPropertyKeys
from koncern.billing.customers import Contact

CONTACT = "9a1e38a9-4dc9-776f-f974-4e7ee9f4d6cc"

ID_UNDER = {"contacts": CONTACT}
"""The example of an id in a path, by what stands before it."""

_CURSOR = "WyJjcmVhdGVkQXQgREVTQyIsbnVsbCwiZTMwOWU5NDgtMDg4ZS00ZDc3LWI2NTQtY2Q4NTQ5OGYxNTU1Il0"


def contact(moment: str) -> dict[str, Any]:
    """Return a contact as it is printed."""
    made = {"createdAt": moment, "updatedAt": moment}
    return {"id": CONTACT} | contacts.EXAMPLE | made


def customer(id_: str, moment: str) -> dict[str, Any]:
    """Return a customer as it is printed."""
    about = ("legalName", "address", "url", "label", "taxStatus", "customProperties")
    return {
        "id": id_,
        "createdAt": moment,
        "domain": "example.com",
        "organizations": [],
        "integrationIds": [],
        "contacts": [contact(moment) | {"billingPreference": "PRIMARY"}],
        "status": "ACTIVE",
    } | {name: customers.EXAMPLE[name] for name in about}


def answers(printed: dict[str, Any]) -> dict[Any, dict[str, Any]]:
    """Return a whole answer of each kind that is shown."""
    item = {key: printed[key] for key in printed if key not in {"contacts", "status"}}
    one = contact(printed["createdAt"])
    return {
        Contact: one,
        ContactList: {"items": [one]},
        CustomerList: {
            "items": [item],
            "pagination": {"after": _CURSOR, "totalResultSize": 120},
        },
        CustomPropertyKeys: {"items": ["region", "tier"]},
    }
