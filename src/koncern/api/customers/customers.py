"""Customers: the companies that can be invoiced."""

from koncern.api.http import Call, Reply, Unit, route
from koncern.base.records import RecordTooLarge
from koncern.billing import customers
from koncern.billing.customers import (
    CustomerInvalid,
    CustomerUnknown,
    NewCustomer,
    PrintedCustomer,
)
from koncern.billing.organizations import OrganizationsTooMany, OwnershipCircle
from koncern.companies import (
    AliasTaken,
    CompanyArchived,
    CompanyInvalid,
    CompanyTooLarge,
    OrganisationNumberTaken,
    ParentArchived,
    ParentBelow,
    ParentUnknown,
    VatNumberTaken,
)
from koncern.trees.moves import TooDeep


async def create(call: Call) -> Reply:
    """Create a customer.

    At least one contact is `PRIMARY`. `parentId` puts the customer under another: it
    becomes a member of the oldest organization that the parent owns, or of a new one.
    """
    made = await customers.create(call.unit, call.by, call.body)
    return Reply(status=201, body=made.printed, version=made.version)


async def read(call: Call) -> Reply:
    """Read a customer, with the organizations that it owns or is a member of."""
    found = await customers.read(call.unit, call.by, call.ids["id"])
    return Reply(body=found.printed, version=found.version)


async def update(call: Call) -> Reply:
    """Describe a customer anew, as a whole.

    `url` and `label` go when they are left out; `integrationIds`, `customerAliases`,
    `customProperties`, `status` and `parentId` stay. What is sent of them replaces all:
    but a custom field that is no text, and the external reference, are the Organisations
    API's. `contacts` replace all contacts: one with the same `email` stays the same one,
    and those left out are archived. `parentId` null takes the customer from its parent
    and out of the parent's oldest organization.
    """
    changed = await customers.update(
        call.unit, call.by, call.ids["id"], call.body, version=call.version
    )
    return Reply(body=changed.printed, version=changed.version)


async def archive(call: Call) -> Reply:
    """Archive a customer: it stays where it is, and can be added nowhere."""
    archived = await customers.archive(
        call.unit, call.by, call.ids["id"], version=call.version
    )
    return Reply(body=archived.printed, version=archived.version)


async def unarchive(call: Call) -> Reply:
    """Take an archived customer back as it was."""
    restored = await customers.unarchive(
        call.unit, call.by, call.ids["id"], version=call.version
    )
    return Reply(body=restored.printed, version=restored.version)


EXAMPLE = {
    "legalName": "Fintech Payment Processing",
    "address": {
        "line1": "Flat 1",
        "line2": "123 Fake Street",
        "town": "New York",
        "state": "NY",
        "postcode": "10001",
        "country": "US",
    },
    "taxStatus": "TAXED",
    "contacts": [
        {
            "name": "John Smith",
            "email": "john.smith@example.com",
            "billingPreference": "PRIMARY",
        }
    ],
    "url": "https://example.com/",
    "label": "Example customer",
    "customProperties": {"region": "EU", "tier": "gold"},
}

ROUTES = [
    route(
        "POST",
        "/customers",
        create,
        body=NewCustomer,
        shows=PrintedCustomer,
        status=201,
        failures=(
            CompanyTooLarge,
            OrganizationsTooMany,
            RecordTooLarge,
            AliasTaken,
            CompanyInvalid,
            CustomerInvalid,
            ParentArchived,
            ParentUnknown,
            TooDeep,
        ),
        example=EXAMPLE,
    ),
    route(
        "GET",
        "/customers/{id}",
        read,
        shows=PrintedCustomer,
        unit=Unit.SINGLE,
        failures=(CustomerUnknown,),
    ),
    route(
        "PUT",
        "/customers/{id}",
        update,
        body=NewCustomer,
        shows=PrintedCustomer,
        takes_if_match=True,
        failures=(
            CompanyTooLarge,
            OrganizationsTooMany,
            RecordTooLarge,
            AliasTaken,
            CompanyArchived,
            CustomerInvalid,
            CustomerUnknown,
            OrganisationNumberTaken,
            OwnershipCircle,
            ParentArchived,
            ParentBelow,
            ParentUnknown,
            VatNumberTaken,
        ),
        example=EXAMPLE,
    ),
    route(
        "POST",
        "/customers/{id}/archive",
        archive,
        shows=PrintedCustomer,
        takes_if_match=True,
        failures=(CustomerUnknown,),
    ),
    route(
        "POST",
        "/customers/{id}/unarchive",
        unarchive,
        shows=PrintedCustomer,
        takes_if_match=True,
        failures=(CustomerUnknown,),
    ),
]
