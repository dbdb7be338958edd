"""Customer aliases: what other systems call a customer."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from koncern.api.http import Call, Pagination, Reply, Unit, route
from koncern.base import Line, LongLine
from koncern.billing import customers
from koncern.billing.customers import CustomerUnknown, PrintedOlderCustomer
from koncern.companies import AliasTaken, CompanyUnknown, aliases
from koncern.companies.aliases import (
    Alias,
    AliasesAsked,
    AliasesTooMany,
    AliasInvalid,
    AliasUnknown,
)

_Struct = msgspec.Struct


class NewAlias(_Struct, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """An alias as it is written."""

    customer_id: UUID
    value: Line
    label: LongLine | UnsetType = UNSET


class AliasLabel(_Struct, kw_only=True, forbid_unknown_fields=True):
    """What an alias is for; without one the label goes."""

    label: LongLine | UnsetType = UNSET


class PrintedAlias(_Struct, kw_only=True, rename="camel"):
    """An identifier that another system has for a customer."""

    id: UUID
    sequence_account_id: UUID
    customer_id: UUID
    value: str
    created_at: datetime
    deleted_at: datetime | UnsetType = UNSET
    label: str | UnsetType = UNSET
    archived_at: datetime | UnsetType = UNSET


class CustomerAlias(_Struct, kw_only=True, rename="camel"):
    """An alias as the list of one customer's shows it."""

    id: UUID
    sequence_account_id: UUID
    customer_id: UUID
    value: str
    created_at: datetime


class AliasList(_Struct, kw_only=True):
    """Aliases, with the way to the next page."""

    items: list[PrintedAlias]
    pagination: Pagination


class AliasesOfCustomer(_Struct, kw_only=True):
    """All aliases of one customer."""

    items: list[CustomerAlias]


async def list_all(call: Call) -> Reply:
    """List aliases, newest first, or find the one with a `value`."""
    page = await aliases.page(call.unit, call.by, call.query)
    items = [_printed(call, alias) for alias in page.rows]
    body = AliasList(items=items, pagination=call.pagination(page))
    return Reply(body=body, links=call.links(page))


async def create(call: Call) -> Reply:
    """Give a customer another alias, which no customer of the account has.

    A customer's own id is an alias of it already, and of no other one.
    """
    new: NewAlias = call.body
    made = await aliases.add(
        call.unit, call.by, new.customer_id, value=new.value, label=new.label or None
    )
    return Reply(status=201, body=_printed(call, made), version=made.version)


async def relabel(call: Call) -> Reply:
    """Replace an alias's label; its value and its customer never change."""
    changed = await aliases.relabel(
        call.unit,
        call.by,
        call.ids["id"],
        label=call.body.label or None,
        version=call.version,
    )
    return Reply(body=_printed(call, changed), version=changed.version)


async def delete(call: Call) -> Reply:
    """Delete an alias: any customer may have it from now on."""
    gone = await aliases.delete(
        call.unit, call.by, call.ids["id"], version=call.version
    )
    body = _printed(call, gone)
    body.deleted_at = call.unit.now
    return Reply(body=body)


async def of_customer(call: Call) -> Reply:
    """List one customer's aliases, oldest first."""
    try:
        found = await aliases.of_company(call.unit, call.by, call.ids["id"])
    except CompanyUnknown:
        raise CustomerUnknown from None
    items = [
        CustomerAlias(
            id=alias.id,
            sequence_account_id=call.by.app,
            customer_id=alias.company,
            value=alias.value,
            created_at=alias.created_at,
        )
        for alias in found
    ]
    return Reply(body=AliasesOfCustomer(items=items))


async def read_customer(call: Call) -> Reply:
    """Read the customer that an alias stands for, in the shape of 2024-05-09.

    A customer's own id is an alias, too. For organizations and contacts go on to
    `GET /customers/{id}`.
    """
    found = await customers.read_by_alias(call.unit, call.by, call.texts["alias"])
    return Reply(body=found.printed, version=found.version)


def _printed(call: Call, alias: Alias) -> PrintedAlias:
    return PrintedAlias(
        id=alias.id,
        sequence_account_id=call.by.app,
        customer_id=alias.company,
        value=alias.value,
        created_at=alias.created_at,
        label=alias.label or UNSET,
        archived_at=alias.archived_at or UNSET,
    )


EXAMPLE = {
    "customerId": "e309e948-088e-4d77-b654-cd85498f1555",
    "value": "external-customer-alias-123",
    "label": "CRM ID",
}

_ONE = "/customer-aliases/{id}"

ROUTES = [
    route(
        "GET",
        "/customer-aliases",
        list_all,
        query=AliasesAsked,
        shows=AliasList,
        unit=Unit.SINGLE,
    ),
    route(
        "POST",
        "/customer-aliases",
        create,
        body=NewAlias,
        shows=PrintedAlias,
        status=201,
        failures=(AliasesTooMany, AliasInvalid, AliasTaken),
        example=EXAMPLE,
    ),
    route(
        "PUT",
        _ONE,
        relabel,
        body=AliasLabel,
        shows=PrintedAlias,
        takes_if_match=True,
        failures=(AliasUnknown,),
        example={"label": "CRM ID"},
    ),
    route(
        "DELETE",
        _ONE,
        delete,
        shows=PrintedAlias,
        takes_if_match=True,
        failures=(AliasUnknown,),
    ),
    route(
        "GET",
        "/customers/{id}/aliases",
        of_customer,
        shows=AliasesOfCustomer,
        unit=Unit.SINGLE,
        failures=(CustomerUnknown,),
    ),
    route(
        "GET",
        "/customers/by-alias/{alias}",
        read_customer,
        shows=PrintedOlderCustomer,
        unit=Unit.SINGLE,
        failures=(CustomerUnknown,),
    ),
]
