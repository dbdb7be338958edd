"""Addresses: those of an organisation, one by one."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from koncern.api.http import Call, Reply, Unit, route
from koncern.companies import (
    BillingIncomplete,
    CompanyArchived,
    CompanyRejected,
    CompanyTooLarge,
    CompanyUnknown,
    OrganisationNumberTaken,
    VatNumberTaken,
)
from koncern.people.memberships import AdminNeeded
from koncern.profile import addresses
from koncern.profile.addresses import (
    AddedAddress,
    Address,
    AddressesAsked,
    AddressesFull,
    AddressInvalid,
    AddressPatch,
    AddressUnknown,
    Kind,
    NumbersOfAnotherCountry,
    OneAddress,
)
from koncern.standards.places import PrintedAddress

RestrictedTo = Annotated[
    list[UUID] | None,
    Meta(
        description="The users who may use it, beside the company's admins; every "
        "member, when empty. Null where it is not told: to members who are no admins."
    ),
]


class AddressOfCompany(PrintedAddress, kw_only=True):
    """A postal address of a company, with what it is for and who may use it."""

    kind: Kind
    restricted_to: RestrictedTo


class AddressShown(msgspec.Struct, kw_only=True):
    """One address of a company."""

    address: AddressOfCompany


class AddressList(msgspec.Struct, kw_only=True):
    """Addresses of a company, billing first, each kind in the company's own order."""

    addresses: list[AddressOfCompany]


async def list_all(call: Call) -> Reply:
    """List a company's addresses: all at once, there are at most 200.

    A member sees those that they may use, admins and credentials every one. Of each
    kind that has any, one is the default.
    """
    book = await addresses.of_company(call.unit, call.by, call.ids["id"], call.query)
    printed = [_printed(address) for address in book.addresses]
    return Reply(body={"addresses": printed}, version=book.version)


async def read(call: Call) -> Reply:
    """Read one address of a company; a member reads those that they may use."""
    found = await addresses.read(
        call.unit, call.by, call.ids["id"], call.ids["address_id"]
    )
    return one(found)


async def add(call: Call) -> Reply:
    """Give a company another address.

    What is given is checked by its country's rules; nothing but `kind` must be. The
    first of its kind is the default, and one that is sent as default takes it over.
    The version of an address is its company's.
    """
    made = await addresses.add(
        call.unit, call.by, call.ids["id"], call.body, version=call.version
    )
    return one(made, status=201)


async def change(call: Call) -> Reply:
    """Change an address: a JSON Merge Patch (RFC 7396) of what it was read as.

    One that becomes the default takes that from the other one; one that is to be it no
    longer leaves it to the oldest other one of its kind, if there is another.
    """
    changed = await addresses.change(
        call.unit,
        call.by,
        call.ids["id"],
        call.ids["address_id"],
        patch=call.body,
        version=call.version,
    )
    return one(changed)


async def remove(call: Call) -> Reply:
    """Delete an address, and show it for the last time.

    If it was the default, the oldest other one of its kind is it now. A customer keeps
    a billing address that invoices can use.
    """
    gone = await addresses.remove(
        call.unit, call.by, call.ids["id"], call.ids["address_id"], version=call.version
    )
    return Reply(body={"address": _printed(gone.address)})


def one(found: OneAddress, status: int = 200) -> Reply:
    """Show one address."""
    return Reply(
        status=status, body={"address": _printed(found.address)}, version=found.version
    )


def _printed(address: Address) -> dict[str, object]:
    return address.facts | {
        "kind": address.kind,
        "restricted_to": address.restricted_to,
    }


EXAMPLE = {
    "kind": "shipping",
    "name": "Main Warehouse",
    "street_address": "Hamngatan",
    "house_number": "12",
    "postal_code": "411 05",
    "city": "Göteborg",
    "country": "SE",
}

_REFUSALS = (
    AddressInvalid,
    AdminNeeded,
    CompanyArchived,
    CompanyRejected,
    CompanyUnknown,
    BillingIncomplete,
    NumbersOfAnotherCountry,
    OrganisationNumberTaken,
    VatNumberTaken,
)

_MANY = "/organisations/{id}/addresses"
_ONE = "/organisations/{id}/addresses/{address_id}"

ROUTES = [
    route(
        "GET",
        _MANY,
        list_all,
        query=AddressesAsked,
        shows=AddressList,
        unit=Unit.SINGLE,
        failures=(AdminNeeded, CompanyUnknown),
    ),
    route(
        "POST",
        _MANY,
        add,
        body=AddedAddress,
        shows=AddressShown,
        status=201,
        takes_if_match=True,
        failures=(*_REFUSALS, AddressesFull, CompanyTooLarge),
        example=EXAMPLE,
    ),
    route(
        "GET",
        _ONE,
        read,
        shows=AddressShown,
        unit=Unit.SINGLE,
        failures=(AddressUnknown, CompanyUnknown),
    ),
    route(
        "PATCH",
        _ONE,
        change,
        body=AddressPatch,
        shows=AddressShown,
        takes_if_match=True,
        failures=(*_REFUSALS, AddressUnknown, CompanyTooLarge),
        example={"name": "Main Warehouse North", "is_default": True},
    ),
    route(
        "DELETE",
        _ONE,
        remove,
        shows=AddressShown,
        takes_if_match=True,
        failures=(*_REFUSALS, AddressUnknown),
    ),
]
