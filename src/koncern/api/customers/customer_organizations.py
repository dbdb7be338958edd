"""Customer organizations: an owner company and its member companies."""

from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from koncern.api.http import Call, Pagination, Reply, Unit, listed, route, under_pointer
from koncern.billing import organizations
from koncern.billing.organizations import (
    Companies,
    CustomerArchived,
    CustomerOrganizationUnknown,
    CustomersUnknown,
    Label,
    MemberUnknown,
    Name,
    OrganizationAsked,
    OrganizationsAsked,
    OrganizationsTooMany,
    OwnershipCircle,
    PrintedCustomerOrganization,
    TimeInvalid,
)

_Struct = msgspec.Struct


class NewOrganization(
    _Struct, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """An owner and its first members; `name` and `label` are ours and optional."""

    owner_id: UUID
    member_ids: Companies
    name: Name | UnsetType = UNSET
    label: Label | UnsetType = UNSET


class Members(_Struct, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The customers that are meant."""

    customer_ids: Companies


class Owner(_Struct, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The customer that is to own the organization."""

    owner_id: UUID


class OrganizationList(_Struct, kw_only=True):
    """Organizations, with the way to the next page."""

    items: list[PrintedCustomerOrganization]
    pagination: Pagination


async def create(call: Call) -> Reply:
    """Create a customer organization: an owner and the customers that belong to it.

    The owner is never among the members: its id in `memberIds` is left out, and
    duplicates collapse. A customer may be in, and own, several organizations.
    """
    new: NewOrganization = call.body
    with under_pointer("/memberIds"):
        made = await organizations.create(
            call.unit,
            call.by,
            owner=new.owner_id,
            members=new.member_ids,
            name=new.name or None,
            label=new.label or None,
        )
    return Reply(status=201, body=made.document, version=made.version)


async def list_all(call: Call) -> Reply:
    """List customer organizations, oldest first; with `asOf`, those of that time."""
    page = await organizations.page(call.unit, call.by, call.query)
    documents = [organization.document for organization in page.rows]
    body = listed("items", documents, call.pagination(page))
    return Reply(body=body, links=call.links(page))


async def read(call: Call) -> Reply:
    """Read a customer organization, with its owner and members.

    With `asOf`, as it was at that time, also if it is deleted by now; or as it will be
    when the changes that are scheduled have taken place.
    """
    found = await organizations.read(
        call.unit, call.by, call.ids["id"], as_of=call.query.as_of
    )
    return Reply(body=found.document, version=found.version)


async def add_members(call: Call) -> Reply:
    """Add customers to an organization; their other memberships are untouched.

    Who is a member already stays where it is; the others follow in the order sent. An
    id that is no customer refuses the whole call, and each such id is named.
    """
    return await _put(call, replace=False)


async def replace_members(call: Call) -> Reply:
    """Make customers the only members of an organization.

    Their memberships in other organizations are untouched. An empty list leaves the
    owner alone.
    """
    return await _put(call, replace=True)


async def remove_member(call: Call) -> Reply:
    """Take one customer out of an organization."""
    changed = await organizations.remove_member(
        call.unit,
        call.by,
        call.ids["id"],
        call.ids["customerId"],
        version=call.version,
        prints=not call.wants_minimal,
    )
    return Reply(body=changed.document, version=changed.version)


async def change_owner(call: Call) -> Reply:
    """Give an organization another owner, who is then no member of it any more.

    The owner until now does not become a member.
    """
    changed = await organizations.hand_over(
        call.unit,
        call.by,
        call.ids["id"],
        owner=call.body.owner_id,
        version=call.version,
    )
    return Reply(body=changed.document, version=changed.version)


async def delete(call: Call) -> Reply:
    """Delete an organization; its customers stay."""
    await organizations.delete(call.unit, call.by, call.ids["id"], version=call.version)
    return Reply(status=204)


async def _put(call: Call, *, replace: bool) -> Reply:
    with under_pointer("/customerIds"):
        changed = await organizations.put_members(
            call.unit,
            call.by,
            call.ids["id"],
            call.body.customer_ids,
            replace=replace,
            version=call.version,
            prints=not call.wants_minimal,
        )
    return Reply(body=changed.document, version=changed.version)


_EXAMPLE_MEMBER = "e06f36e2-0a44-404d-bdbc-b66a292609b0"
_EXAMPLE_OWNER = "50af5191-05a3-42a5-802a-6b59091157af"
_ONE = "/customer-organizations/{id}"

_REFUSED = (CustomerArchived, CustomersUnknown, OrganizationsTooMany, OwnershipCircle)
_NONE = (CustomerOrganizationUnknown,)

ROUTES = [
    route(
        "POST",
        "/customer-organizations",
        create,
        body=NewOrganization,
        shows=PrintedCustomerOrganization,
        status=201,
        failures=_REFUSED,
        example={"ownerId": _EXAMPLE_OWNER, "memberIds": [_EXAMPLE_MEMBER]},
    ),
    route(
        "GET",
        "/customer-organizations",
        list_all,
        query=OrganizationsAsked,
        shows=OrganizationList,
        unit=Unit.SINGLE,
        failures=(TimeInvalid,),
    ),
    route(
        "GET",
        _ONE,
        read,
        query=OrganizationAsked,
        shows=PrintedCustomerOrganization,
        unit=Unit.SINGLE,
        failures=(*_NONE, TimeInvalid),
    ),
    route("DELETE", _ONE, delete, status=204, takes_if_match=True, failures=_NONE),
    route(
        "POST",
        f"{_ONE}/members",
        add_members,
        body=Members,
        shows=PrintedCustomerOrganization,
        unit=Unit.SINGLE,
        takes_if_match=True,
        failures=(*_NONE, *_REFUSED),
        example={"customerIds": [_EXAMPLE_MEMBER]},
    ),
    route(
        "PUT",
        f"{_ONE}/members",
        replace_members,
        body=Members,
        shows=PrintedCustomerOrganization,
        unit=Unit.SINGLE,
        takes_if_match=True,
        failures=(*_NONE, *_REFUSED),
        example={"customerIds": [_EXAMPLE_MEMBER]},
    ),
    route(
        "DELETE",
        f"{_ONE}/members/{{customerId}}",
        remove_member,
        shows=PrintedCustomerOrganization,
        takes_if_match=True,
        failures=(*_NONE, MemberUnknown),
    ),
    route(
        "PUT",
        f"{_ONE}/owner",
        change_owner,
        body=Owner,
        shows=PrintedCustomerOrganization,
        takes_if_match=True,
        failures=(*_NONE, *_REFUSED),
        example={"ownerId": _EXAMPLE_OWNER},
    ),
]
