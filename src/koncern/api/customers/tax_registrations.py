"""Tax registrations: the numbers under which tax authorities know somebody."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from koncern.api.http import Call, Pagination, Reply, Unit, route
from koncern.apps import AppUnknown
from koncern.base import CODE, LINE, Country, Page, PageAsked
from koncern.billing import tax_registrations
from koncern.billing.customers import CustomerUnknown
from koncern.billing.tax_registrations import (
    NewTaxRegistration,
    TaxRegistration,
    TaxRegistrationHeld,
    TaxRegistrationInvalid,
    TaxRegistrationUnknown,
)
from koncern.trees.divisions import DivisionHasNoNumbers

_Struct = msgspec.Struct

Identifier = Annotated[str, Meta(min_length=1, max_length=100, pattern=LINE)]
StateCode = Annotated[
    str, Meta(pattern=CODE, description="Required in the USA and in Canada.")
]
OfCustomer = Annotated[UUID, Meta(description="The customer who is registered.")]
OfMerchant = Annotated[
    UUID, Meta(description="The account itself (`sequenceAccountId`), if it is.")
]


class WrittenTaxRegistration(
    _Struct, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """A registration as it is written, of a customer or of the merchant."""

    tax_identifier: Identifier
    country: Country
    state: StateCode | UnsetType | None = UNSET
    customer_id: OfCustomer | UnsetType | None = UNSET
    merchant_id: OfMerchant | UnsetType | None = UNSET


class PrintedTaxRegistration(_Struct, kw_only=True, rename="camel"):
    """A number of a tax authority; it has a customer, or else the merchant."""

    id: UUID
    sequence_account_id: UUID
    tax_identifier: str
    country: str
    state: str | UnsetType = UNSET
    customer_id: UUID | UnsetType = UNSET
    merchant_id: UUID | UnsetType = UNSET


class TaxRegistrationList(_Struct, kw_only=True):
    """Tax registrations, with the way to the next page."""

    items: list[PrintedTaxRegistration]
    pagination: Pagination


async def create(call: Call) -> Reply:
    """Create a tax registration, of a customer or of the merchant.

    The identifier must have a form that the country's identifiers have; its check digit
    is not looked at.
    """
    made = await tax_registrations.add(call.unit, call.by, _meant(call.body))
    return Reply(status=201, body=_printed(call, made), version=made.version)


async def list_all(call: Call) -> Reply:
    """List tax registrations of customers and of the merchant, newest first."""
    page = await tax_registrations.page(call.unit, call.by, call.query)
    return _listed(call, page)


async def list_of_customer(call: Call) -> Reply:
    """List a customer's tax registrations, newest first."""
    page = await tax_registrations.page_of_company(
        call.unit, call.by, call.ids["id"], asked=call.query
    )
    return _listed(call, page)


async def list_of_merchant(call: Call) -> Reply:
    """List the merchant's own tax registrations, newest first.

    The merchant is the account itself: its id is `sequenceAccountId`.
    """
    page = await tax_registrations.page_of_app(
        call.unit, call.by, call.ids["id"], asked=call.query
    )
    return _listed(call, page)


async def read(call: Call) -> Reply:
    """Read a tax registration."""
    found = await tax_registrations.read(call.unit, call.by, call.ids["id"])
    return Reply(body=_printed(call, found), version=found.version)


async def replace(call: Call) -> Reply:
    """Replace a tax registration.

    Without `customerId` and `merchantId` it stays whose it is.
    """
    changed = await tax_registrations.replace(
        call.unit, call.by, call.ids["id"], _meant(call.body), version=call.version
    )
    return Reply(body=_printed(call, changed), version=changed.version)


async def delete(call: Call) -> Reply:
    """Delete a tax registration, and show it for the last time."""
    gone = await tax_registrations.delete(
        call.unit, call.by, call.ids["id"], version=call.version
    )
    return Reply(body=_printed(call, gone))


def _meant(written: WrittenTaxRegistration) -> NewTaxRegistration:
    return NewTaxRegistration(
        tax_identifier=written.tax_identifier,
        country=written.country,
        state=written.state or None,
        company=written.customer_id or None,
        merchant=written.merchant_id or None,
    )


def _printed(call: Call, kept: TaxRegistration) -> PrintedTaxRegistration:
    return PrintedTaxRegistration(
        id=kept.id,
        sequence_account_id=call.by.app,
        tax_identifier=kept.tax_identifier,
        country=kept.country,
        state=kept.state or UNSET,
        customer_id=kept.company or UNSET,
        merchant_id=UNSET if kept.company else call.by.app,
    )


def _listed(call: Call, page: Page[TaxRegistration]) -> Reply:
    items = [_printed(call, kept) for kept in page.rows]
    body = TaxRegistrationList(items=items, pagination=call.pagination(page))
    return Reply(body=body, links=call.links(page))


EXAMPLE = {
    "taxIdentifier": "GB123456789",
    "country": "GB",
    "customerId": "e309e948-088e-4d77-b654-cd85498f1555",
}

_ONE = "/tax-registrations/{id}"
_REFUSED = (DivisionHasNoNumbers, TaxRegistrationInvalid, TaxRegistrationHeld)
_NONE = (TaxRegistrationUnknown,)

ROUTES = [
    route(
        "GET",
        "/tax-registrations",
        list_all,
        query=PageAsked,
        shows=TaxRegistrationList,
        unit=Unit.SINGLE,
    ),
    route(
        "POST",
        "/tax-registrations",
        create,
        body=WrittenTaxRegistration,
        shows=PrintedTaxRegistration,
        status=201,
        failures=_REFUSED,
        example=EXAMPLE,
    ),
    route(
        "GET",
        _ONE,
        read,
        shows=PrintedTaxRegistration,
        unit=Unit.SINGLE,
        failures=_NONE,
    ),
    route(
        "PUT",
        _ONE,
        replace,
        body=WrittenTaxRegistration,
        shows=PrintedTaxRegistration,
        takes_if_match=True,
        failures=(*_NONE, *_REFUSED),
        example=EXAMPLE,
    ),
    route(
        "DELETE",
        _ONE,
        delete,
        shows=PrintedTaxRegistration,
        takes_if_match=True,
        failures=_NONE,
    ),
    route(
        "GET",
        "/tax-registrations/for-customer/{id}",
        list_of_customer,
        query=PageAsked,
        shows=TaxRegistrationList,
        failures=(CustomerUnknown,),
    ),
    route(
        "GET",
        "/tax-registrations/for-merchant/{id}",
        list_of_merchant,
        query=PageAsked,
        shows=TaxRegistrationList,
        unit=Unit.SINGLE,
        failures=(AppUnknown,),
    ),
]
