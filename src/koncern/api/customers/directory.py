"""Lists of customers, and of the keys of their custom properties."""

import msgspec
from msgspec import UNSET, UnsetType

from koncern.api.http import Call, Pagination, Reply, Unit, route
from koncern.base import CursorUnknown
from koncern.billing import directory
from koncern.billing.customers import ListedCustomer
from koncern.billing.directory import CompaniesAsked, SortUnknown


class CustomerPagination(Pagination, omit_defaults=True, rename="camel", kw_only=True):
    """Where the neighbouring pages begin, and how many customers fit, if known."""

    total_result_size: int | UnsetType = UNSET


class CustomerList(msgspec.Struct, kw_only=True):
    """Customers, with the way to the next page."""

    items: list[ListedCustomer]
    pagination: CustomerPagination


class CustomPropertyKeys(msgspec.Struct, kw_only=True):
    """The keys of custom properties, each once."""

    items: list[str]


async def list_all(call: Call) -> Reply:
    """List customers, newest first, or sorted by `sortBy`, and filtered.

    `legalName` fits where it is a part of the name, capitals or not; with less than
    three letters or digits in a row, where the name begins with it. `email` is the whole
    address of a contact that is not archived, capitals or not. `alias` and `label` fit
    exactly. All that is sent must fit. There are no billing schedules here: every
    customer's `billingStatus` is `INACTIVE`.

    Sorted by a custom property, as text without regard to capitals, customers without it
    come last. A cursor goes with its `sortBy` and `sortOrder`. A page may hold less than
    `limit`: there is more as long as `after` is there. `totalResultSize` is told up to
    10,000 customers, or 1,000 that fit a filter.
    """
    found = await directory.page(call.unit, call.by, call.query)
    total = UNSET if found.total is None else found.total
    neighbours = call.pagination(found.page)
    pagination = CustomerPagination(
        after=neighbours.after, before=neighbours.before, total_result_size=total
    )
    body = CustomerList(items=list(found.page.rows), pagination=pagination)
    return Reply(body=body, links=call.links(found.page))


async def property_keys(call: Call) -> Reply:
    """List the keys of custom properties that customers have, archived ones included.

    At most 10,000 are told, in order.
    """
    keys = await directory.property_keys(call.unit, call.by)
    return Reply(body=CustomPropertyKeys(items=keys))


ROUTES = [
    route(
        "GET",
        "/customers",
        list_all,
        query=CompaniesAsked,
        shows=CustomerList,
        failures=(CursorUnknown, SortUnknown),
    ),
    route(
        "GET",
        "/customer-custom-property-keys",
        property_keys,
        shows=CustomPropertyKeys,
        unit=Unit.SINGLE,
    ),
]
