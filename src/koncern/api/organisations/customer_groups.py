"""Customer groups, as an app's credentials manage them."""

import msgspec

from koncern import customer_groups
from koncern.access import CredentialNeeded
from koncern.api.kit import Call, Pagination, Reply, Unit, route
from koncern.base import PageAsked
from koncern.customer_groups import (
    CustomerGroup,
    CustomerGroupSlugTaken,
    NewCustomerGroup,
)


class CustomerGroupList(msgspec.Struct, kw_only=True):
    """Customer groups, with the way to the next page."""

    customer_groups: list[CustomerGroup]
    pagination: Pagination


async def create(call: Call) -> Reply:
    """Make a customer group."""
    return Reply(
        status=201, body=await customer_groups.add(call.unit, call.by, call.body)
    )


async def list_all(call: Call) -> Reply:
    """List customer groups, oldest first."""
    page = await customer_groups.page(call.unit, call.by, call.query)
    body = CustomerGroupList(
        customer_groups=list(page.rows), pagination=call.pagination(page)
    )
    return Reply(body=body, links=call.links(page))


EXAMPLE = {"slug": "wholesale", "name": "Wholesale"}

ROUTES = [
    route(
        "POST",
        "/customer-groups",
        create,
        body=NewCustomerGroup,
        shows=CustomerGroup,
        status=201,
        failures=(CredentialNeeded, CustomerGroupSlugTaken),
        example=EXAMPLE,
    ),
    route(
        "GET",
        "/customer-groups",
        list_all,
        query=PageAsked,
        shows=CustomerGroupList,
        unit=Unit.SINGLE,
        failures=(CredentialNeeded,),
    ),
]
