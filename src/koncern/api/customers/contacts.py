"""Contacts: who gets a customer's billing mail."""

from typing import Annotated

import msgspec
from msgspec import Meta

from koncern.api.http import Call, Reply, Unit, route
from koncern.base.records import RecordTooLarge
from koncern.billing import contacts
from koncern.billing.contacts import (
    ContactArchived,
    ContactInvalid,
    ContactsTooMany,
    ContactUnknown,
    LastPrimaryContact,
)
from koncern.billing.customers import Contact, CustomerUnknown, NewContact
from koncern.companies import CompanyArchived


class ContactsAsked(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename="camel",
):
    """Which of a customer's contacts are wanted."""

    include_archived: Annotated[
        bool, Meta(description="Whether archived contacts are listed, too.")
    ] = False


class ContactList(msgspec.Struct, kw_only=True):
    """A customer's contacts, all of them."""

    items: list[Contact]


async def list_all(call: Call) -> Reply:
    """List a customer's contacts, without the archived ones unless asked for."""
    found = await contacts.of_company(
        call.unit,
        call.by,
        call.ids["customer"],
        with_archived=call.query.include_archived,
    )
    return Reply(body=ContactList(items=found))


async def create(call: Call) -> Reply:
    """Give a customer one more contact."""
    made = await contacts.add(call.unit, call.by, call.ids["customer"], call.body)
    return Reply(status=201, body=made, version=made.version)


async def update(call: Call) -> Reply:
    """Describe a contact anew.

    The last contact whose `billingPreference` is `PRIMARY` stays so: first make another
    one `PRIMARY`.
    """
    changed = await contacts.change(
        call.unit,
        call.by,
        call.ids["customer"],
        call.ids["id"],
        call.body,
        version=call.version,
    )
    return Reply(body=changed, version=changed.version)


async def archive(call: Call) -> Reply:
    """Archive a contact: it gets no mail any more.

    The last `PRIMARY` contact cannot be archived.
    """
    archived = await contacts.archive(
        call.unit, call.by, call.ids["customer"], call.ids["id"], version=call.version
    )
    return Reply(body=archived, version=archived.version)


EXAMPLE = {
    "name": "John Smith",
    "email": "john.smith@example.com",
    "billingPreference": "NONE",
}

_ALL = "/customers/{customer}/contacts"

ROUTES = [
    route(
        "GET",
        _ALL,
        list_all,
        query=ContactsAsked,
        shows=ContactList,
        unit=Unit.SINGLE,
        failures=(CustomerUnknown,),
    ),
    route(
        "POST",
        _ALL,
        create,
        body=NewContact,
        shows=Contact,
        status=201,
        failures=(
            CompanyArchived,
            ContactInvalid,
            ContactsTooMany,
            CustomerUnknown,
            RecordTooLarge,
        ),
        example=EXAMPLE,
    ),
    route(
        "PUT",
        f"{_ALL}/{{id}}",
        update,
        body=NewContact,
        shows=Contact,
        takes_if_match=True,
        failures=(
            RecordTooLarge,
            CompanyArchived,
            ContactArchived,
            ContactInvalid,
            ContactUnknown,
            CustomerUnknown,
            LastPrimaryContact,
        ),
        example=EXAMPLE,
    ),
    route(
        "POST",
        f"{_ALL}/{{id}}/archive",
        archive,
        shows=Contact,
        takes_if_match=True,
        failures=(CompanyArchived, ContactUnknown, CustomerUnknown, LastPrimaryContact),
    ),
]
