"""Customer groups: everybody may know one, and an app's credentials manage them."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from koncern.access import CredentialNeeded, sees_all
from koncern.api.http import Call, Pagination, Reply, Unit, route
from koncern.base import PageAsked, Printed
from koncern.labels import LabelOnTooMany, customer_groups
from koncern.labels.customer_groups import (
    CustomerGroup,
    CustomerGroupInvalid,
    CustomerGroupPatch,
    CustomerGroupSlugTaken,
    CustomerGroupUnknown,
    GroupType,
    NewCustomerGroup,
)
from koncern.people import customer_group_members
from koncern.people.customer_group_members import GroupInFull


class PrintedCustomerGroup(msgspec.Struct, kw_only=True):
    """A set of companies and users sold to on the same terms.

    Users see its id, name and slug; the rest is for credentials.
    """

    id: UUID
    name: str
    slug: str
    app_id: UUID | UnsetType = UNSET
    type: GroupType | UnsetType | None = UNSET
    discount_percentage: int | UnsetType | None = UNSET
    discount_percentage_decimals: int | UnsetType | None = UNSET
    store_group_id: UUID | UnsetType | None = UNSET
    organisations_total: int | UnsetType = UNSET
    merchant_users_total: int | UnsetType = UNSET
    created_at: datetime | UnsetType = UNSET
    updated_at: datetime | UnsetType = UNSET


class ChangedCustomerGroup(
    CustomerGroupPatch, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """What changes of a customer group (RFC 7396); totals may come along as read."""

    organisations_total: Printed = None
    merchant_users_total: Printed = None


class CustomerGroupList(msgspec.Struct, kw_only=True):
    """Customer groups, with the way to the next page."""

    customer_groups: list[PrintedCustomerGroup]
    pagination: Pagination


async def create(call: Call) -> Reply:
    """Make a customer group: with a discount, or a store group, or neither yet."""
    made = await customer_groups.add(call.unit, call.by, call.body)
    return await _one(call, made, status=201)


async def list_all(call: Call) -> Reply:
    """List customer groups, oldest first."""
    page = await customer_groups.page(call.unit, call.by, call.query)
    body = CustomerGroupList(
        customer_groups=[_printed(call, each) for each in page.rows],
        pagination=call.pagination(page),
    )
    return Reply(body=body, links=call.links(page))


async def read(call: Call) -> Reply:
    """Read a customer group.

    A signed-in user gets its id, name and slug, a credential all of it.
    """
    found = await customer_groups.find(call.unit, call.texts["slug"])
    if sees_all(call.by):
        return await _one(call, found)
    body = PrintedCustomerGroup(id=found.id, name=found.name, slug=found.slug)
    return Reply(body=body, version=found.version)


async def change(call: Call) -> Reply:
    """Change a customer group: a JSON Merge Patch (RFC 7396).

    It has either a discount or a store group: to exchange one for the other, set the
    first to null in the same call. The companies in it show a new name or slug at once;
    if they are more than 5,000, within a minute or so.
    """
    changed = await customer_groups.change(
        call.unit, call.by, call.texts["slug"], patch=call.body, version=call.version
    )
    return await _one(call, changed)


async def delete(call: Call) -> Reply:
    """Delete a customer group: all companies and users that are in it leave it."""
    await customer_groups.delete(
        call.unit, call.by, call.texts["slug"], version=call.version
    )
    return Reply(status=204)


async def _one(call: Call, group: CustomerGroup, status: int = 200) -> Reply:
    full = await customer_group_members.read(call.unit, group)
    return Reply(status=status, body=in_full(call, full), version=group.version)


def in_full(call: Call, full: GroupInFull) -> PrintedCustomerGroup:
    """Print a customer group with how many are in it."""
    printed = _printed(call, full.group)
    printed.organisations_total = full.companies
    printed.merchant_users_total = full.users
    return printed


def _printed(call: Call, group: CustomerGroup) -> PrintedCustomerGroup:
    return PrintedCustomerGroup(
        id=group.id,
        name=group.name,
        slug=group.slug,
        app_id=call.by.app,
        type=group.type,
        discount_percentage=group.discount_percentage,
        discount_percentage_decimals=group.discount_percentage_decimals,
        store_group_id=group.store_group_id,
        created_at=group.created_at,
        updated_at=group.updated_at,
    )


EXAMPLE = {
    "slug": "wholesale",
    "name": "Wholesale",
    "discount_percentage": 125,
    "discount_percentage_decimals": 1,
}

_ONE = "/customer-groups/{slug}"

ROUTES = [
    route(
        "POST",
        "/customer-groups",
        create,
        body=NewCustomerGroup,
        shows=PrintedCustomerGroup,
        status=201,
        names="slug",
        failures=(CredentialNeeded, CustomerGroupInvalid, CustomerGroupSlugTaken),
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
    route(
        "GET", _ONE, read, shows=PrintedCustomerGroup, failures=(CustomerGroupUnknown,)
    ),
    route(
        "PATCH",
        _ONE,
        change,
        body=ChangedCustomerGroup,
        shows=PrintedCustomerGroup,
        takes_if_match=True,
        failures=(
            CredentialNeeded,
            CustomerGroupInvalid,
            CustomerGroupSlugTaken,
            CustomerGroupUnknown,
        ),
        example={"name": "Wholesalers", "discount_percentage": 150},
    ),
    route(
        "DELETE",
        _ONE,
        delete,
        status=204,
        takes_if_match=True,
        failures=(CredentialNeeded, CustomerGroupUnknown, LabelOnTooMany),
    ),
]
