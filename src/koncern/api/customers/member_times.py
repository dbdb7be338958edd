"""Members of customer organizations at other times: who was in, from when until when."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from koncern.api.http import Call, Pagination, Reply, route
from koncern.base import CursorUnknown
from koncern.billing import members
from koncern.billing.members import MemberTimesAsked
from koncern.billing.organizations import CustomerOrganizationUnknown

_Struct = msgspec.Struct


class PrintedMemberTime(_Struct, kw_only=True, rename="camel"):
    """A time during which a customer was a member, or since when it is."""

    id: UUID
    name: str
    since: datetime
    until: datetime | UnsetType = UNSET


class MemberHistory(_Struct, kw_only=True):
    """When customers were members, with the way to the next page."""

    items: list[PrintedMemberTime]
    pagination: Pagination


async def history(call: Call) -> Reply:
    """List when customers were members of an organization, also of a deleted one.

    The customers come in the order in which they were made, each with its earliest time
    first. Who is a member has no `until`.
    """
    page = await members.history(call.unit, call.by, call.ids["id"], call.query)
    items = [
        PrintedMemberTime(
            id=each.id, name=each.name, since=each.since, until=each.until or UNSET
        )
        for each in page.rows
    ]
    body = MemberHistory(items=items, pagination=call.pagination(page))
    return Reply(body=body, links=call.links(page))


ROUTES = [
    route(
        "GET",
        "/customer-organizations/{id}/members/history",
        history,
        query=MemberTimesAsked,
        shows=MemberHistory,
        failures=(CursorUnknown, CustomerOrganizationUnknown),
    )
]
