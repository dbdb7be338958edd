"""Changes of customer organizations' members that are to come: who joins, who leaves."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from koncern.api.http import Call, Pagination, Reply, route
from koncern.billing import scheduled_members
from koncern.billing.organizations import (
    CustomerArchived,
    CustomerOrganizationUnknown,
    CustomersUnknown,
    OwnershipCircle,
    TimeInvalid,
)
from koncern.billing.scheduled_members import (
    ChangeState,
    MemberChange,
    MemberChangeDecided,
    MemberChangeInvalid,
    MemberChangeNeedless,
    MemberChangeOverlaps,
    MemberChangesAsked,
    MemberChangeUnknown,
    NewMemberChange,
    ScheduledMember,
)

_Struct = msgspec.Struct

When = Annotated[
    datetime, Meta(tz=True, description="When it takes effect, by itself.")
]
Reason = Annotated[str, Meta(min_length=1, max_length=1000)]


class NewScheduledChange(
    _Struct, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """Who is to join or leave an organization, when, and why."""

    customer_id: UUID
    change: MemberChange
    effective_at: When
    reason: Reason | UnsetType = UNSET


class RescheduledChange(
    _Struct, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """When a customer is to join or leave instead; without a reason there is none."""

    effective_at: When
    reason: Reason | UnsetType = UNSET


class ScheduledChange(_Struct, kw_only=True, rename="camel"):
    """A customer that joins or leaves an organization when its time has come."""

    id: UUID
    customer_organization_id: UUID
    customer_id: UUID
    change: MemberChange
    effective_at: datetime
    reason: str | UnsetType = UNSET
    state: ChangeState
    failure: (
        Annotated[str, Meta(description="The code of what refused it, if it failed.")]
        | UnsetType
    ) = UNSET
    failure_detail: str | UnsetType = UNSET
    created_at: datetime
    updated_at: datetime


class ScheduledChangeList(_Struct, kw_only=True):
    """Scheduled changes, newest first, with the way to the next page."""

    items: list[ScheduledChange]
    pagination: Pagination


async def schedule(call: Call) -> Reply:
    """Let a customer join or leave an organization later, by itself.

    It is checked now and again when its time has come: if it has become impossible it
    fails, and says why.
    """
    new: NewScheduledChange = call.body
    wanted = NewMemberChange(
        company=new.customer_id,
        change=new.change,
        effective_at=new.effective_at,
        reason=new.reason or None,
    )
    made = await scheduled_members.schedule(call.unit, call.by, call.ids["id"], wanted)
    return Reply(status=201, body=_printed(made), version=made.version)


async def list_of_organization(call: Call) -> Reply:
    """List an organization's scheduled changes, newest first, those that are over too."""
    page = await scheduled_members.page(call.unit, call.by, call.ids["id"], call.query)
    items = [_printed(each) for each in page.rows]
    body = ScheduledChangeList(items=items, pagination=call.pagination(page))
    return Reply(body=body, links=call.links(page))


async def read(call: Call) -> Reply:
    """Read a scheduled change, and what became of it."""
    found = await scheduled_members.read(
        call.unit, call.by, call.ids["id"], call.ids["changeId"]
    )
    return Reply(body=_printed(found), version=found.version)


async def change(call: Call) -> Reply:
    """Say anew when a customer is to join or leave, as long as it has not."""
    changed = await scheduled_members.change(
        call.unit,
        call.by,
        call.ids["changeId"],
        customer_organization=call.ids["id"],
        effective_at=call.body.effective_at,
        reason=call.body.reason or None,
        version=call.version,
    )
    return Reply(body=_printed(changed), version=changed.version)


async def withdraw(call: Call) -> Reply:
    """Withdraw a scheduled change: it does not take effect."""
    withdrawn = await scheduled_members.withdraw(
        call.unit,
        call.by,
        call.ids["changeId"],
        customer_organization=call.ids["id"],
        version=call.version,
    )
    return Reply(body=_printed(withdrawn), version=withdrawn.version)


def _printed(kept: ScheduledMember) -> ScheduledChange:
    return ScheduledChange(
        id=kept.id,
        customer_organization_id=kept.customer_organization,
        customer_id=kept.company,
        change=kept.change,
        effective_at=kept.effective_at,
        reason=kept.reason or UNSET,
        state=kept.state,
        failure=kept.failure or UNSET,
        failure_detail=kept.failure_detail or UNSET,
        created_at=kept.created_at,
        updated_at=kept.updated_at,
    )


EXAMPLE = {
    "customerId": "e309e948-088e-4d77-b654-cd85498f1555",
    "change": "join",
    "effectiveAt": "2099-01-01T00:00:00Z",
    "reason": "It was bought, and is invoiced with the group from then on.",
}

_ALL = "/customer-organizations/{id}/scheduled-changes"
_ONE = f"{_ALL}/{{changeId}}"
_REFUSED = (
    MemberChangeInvalid,
    MemberChangeNeedless,
    MemberChangeOverlaps,
    TimeInvalid,
)
_JOINING = (CustomerArchived, CustomersUnknown, OwnershipCircle)
_PENDING = (MemberChangeDecided, MemberChangeUnknown)

ROUTES = [
    route(
        "POST",
        _ALL,
        schedule,
        body=NewScheduledChange,
        shows=ScheduledChange,
        status=201,
        failures=(CustomerOrganizationUnknown, *_REFUSED, *_JOINING),
        example=EXAMPLE,
    ),
    route(
        "GET",
        _ALL,
        list_of_organization,
        query=MemberChangesAsked,
        shows=ScheduledChangeList,
        failures=(CustomerOrganizationUnknown,),
    ),
    route("GET", _ONE, read, shows=ScheduledChange, failures=(MemberChangeUnknown,)),
    route(
        "PUT",
        _ONE,
        change,
        body=RescheduledChange,
        shows=ScheduledChange,
        takes_if_match=True,
        failures=(CustomerOrganizationUnknown, *_PENDING, *_REFUSED, *_JOINING),
        example={"effectiveAt": "2099-02-01T00:00:00Z"},
    ),
    route(
        "DELETE",
        _ONE,
        withdraw,
        shows=ScheduledChange,
        takes_if_match=True,
        failures=(*_PENDING, MemberChangeOverlaps),
    ),
]
