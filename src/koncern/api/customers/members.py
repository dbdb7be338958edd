"""Members of a customer organization, page by page."""

import msgspec

from koncern.api.http import Call, Pagination, Reply, route
from koncern.base import CursorUnknown
from koncern.billing import members
from koncern.billing.members import MembersAsked
from koncern.billing.organizations import (
    CustomerIdWithName,
    CustomerOrganizationUnknown,
    TimeInvalid,
)


class MemberList(msgspec.Struct, kw_only=True):
    """Members of an organization, with the way to the next page."""

    items: list[CustomerIdWithName]
    pagination: Pagination


async def list_all(call: Call) -> Reply:
    """List the members of a customer organization, in the order in which they joined.

    With `asOf`, those of that time, also if the organization is deleted by now. Members
    that are scheduled to join come last, the earliest first.
    """
    page = await members.page(call.unit, call.by, call.ids["id"], call.query)
    items = [CustomerIdWithName(id=each.id, name=each.name) for each in page.rows]
    body = MemberList(items=items, pagination=call.pagination(page))
    return Reply(body=body, links=call.links(page))


ROUTES = [
    route(
        "GET",
        "/customer-organizations/{id}/members",
        list_all,
        query=MembersAsked,
        shows=MemberList,
        failures=(CursorUnknown, CustomerOrganizationUnknown, TimeInvalid),
    )
]
