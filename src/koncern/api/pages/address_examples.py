"""Examples of what is answered about addresses and who may use them."""

from typing import Any

from koncern.api.organisations import addresses, colleagues
from koncern.api.organisations.addresses import AddressList, AddressShown
from koncern.api.organisations.restrictions import (
    AddressRestrictionList,
    Lifted,
    NamedUserList,
)

ADDRESS = "01990b8e-bb6b-7d10-9c4e-2f3a4b5c6d7e"
USER = colleagues.EXAMPLE["user_id"]

ID_UNDER = {"address": ADDRESS, "addresses": ADDRESS}
"""The example of an id in a path, by what stands before it."""


def answers(billing: dict[str, Any]) -> dict[Any, dict[str, Any]]:
    """Return a whole answer of each kind that is shown, beside a billing address."""
    shipping = billing | addresses.EXAMPLE | {"id": ADDRESS, "restricted_to": [USER]}
    restriction = {
        "address_id": ADDRESS,
        "formatted_address": "Main Warehouse, Hamngatan 12, SE-411 05 GÖTEBORG, SWEDEN",
        "organisation_id": billing["company_id"],
        "organisation_name": "Acme Nordic AB",
        "organisation_number": "556036-0793",
    }
    user = {
        "user_id": USER,
        "email": "anna@acme.example.com",
        "first_name": "Anna",
        "last_name": "Berg",
        "is_member": True,
        "restricted_at": billing["created_at"],
    }
    return {
        AddressList: {
            "addresses": [billing | {"kind": "billing", "restricted_to": []}, shipping]
        },
        AddressRestrictionList: {
            "address_restrictions": [restriction],
            "pagination": {"after": "AZkLjlprfRCcTi86S1xtfg"},
        },
        AddressShown: {"address": shipping},
        Lifted: {"message": "User restriction removed successfully"},
        NamedUserList: {"items": [user]},
    }
