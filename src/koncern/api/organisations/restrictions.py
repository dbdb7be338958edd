"""Restrictions: which members may use which address of their organisation."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from koncern.api.http import Call, Pagination, Reply, Unit, route
from koncern.api.organisations.addresses import AddressShown, one
from koncern.base import PageAsked
from koncern.companies import CompanyArchived, CompanyRejected, CompanyUnknown
from koncern.people.memberships import AdminNeeded
from koncern.people.users import UserUnknown
from koncern.profile import restrictions
from koncern.profile.addresses import AddressUnknown
from koncern.profile.restrictions import (
    USERS_MAX,
    NamedUser,
    Restriction,
    RestrictionInvalid,
    RestrictionUnknown,
    UsersFull,
)
from koncern.standards.places import on_one_line


class UsersOfAddress(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The users who may use an address, beside the company's admins."""

    user_ids: Annotated[
        list[UUID],
        Meta(max_length=USERS_MAX, description="None lets every member use it."),
    ]


class LiftedUser(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The user whose restriction is lifted."""

    merchant_user_id: UUID


class Lifted(msgspec.Struct, kw_only=True):
    """What came of lifting a restriction, in words."""

    message: str


class NamedUserList(msgspec.Struct, kw_only=True):
    """The users who are named at an address, in the order in which they were."""

    items: list[NamedUser]


class AddressRestriction(msgspec.Struct, kw_only=True):
    """An address at which a user is named, as the published user object has it."""

    address_id: UUID
    formatted_address: str
    organisation_id: UUID
    organisation_name: str
    organisation_number: str | None


class AddressRestrictionList(msgspec.Struct, kw_only=True):
    """Restrictions of a user, with the way to the next page."""

    address_restrictions: list[AddressRestriction]
    pagination: Pagination


async def list_users(call: Call) -> Reply:
    """List the users whom an address is restricted to; nobody, if all may use it.

    Admins of the company may, and credentials. Who left the company stays named.
    """
    found = await restrictions.users_of(
        call.unit, call.by, call.ids["id"], call.ids["address_id"]
    )
    return Reply(body=NamedUserList(items=found))


async def restrict(call: Call) -> Reply:
    """Restrict an address to these members; an empty list opens it to all.

    Admins of the company may use every address. A restriction is about use: the
    company itself still shows its address to every member.
    """
    changed = await restrictions.restrict(
        call.unit,
        call.by,
        call.ids["id"],
        call.ids["address_id"],
        users=call.body.user_ids,
        version=call.version,
    )
    return one(changed)


async def name_user(call: Call) -> Reply:
    """Name a member among those whom an address is restricted to."""
    changed = await restrictions.name_user(
        call.unit,
        call.by,
        call.ids["id"],
        call.ids["address_id"],
        user=call.ids["user_id"],
        version=call.version,
    )
    return one(changed)


async def drop_user(call: Call) -> Reply:
    """Take a user from those whom an address is restricted to.

    When the last one goes, every member may use the address.
    """
    changed = await restrictions.lift(
        call.unit,
        call.by,
        call.ids["id"],
        call.ids["address_id"],
        user=call.ids["user_id"],
        version=call.version,
    )
    return one(changed)


async def lift(call: Call) -> Reply:
    """Lift a user's restriction to an address, as the published API has it.

    It does not delete the address. When the last restriction goes, every member may
    use it.
    """
    await restrictions.lift(
        call.unit,
        call.by,
        call.ids["id"],
        call.ids["address_id"],
        user=call.body.merchant_user_id,
        version=call.version,
    )
    return Reply(body=Lifted(message="User restriction removed successfully"))


async def list_of_user(call: Call) -> Reply:
    """List the addresses that are restricted to a user, in all of their companies.

    A credential asks about anybody, a person about themself.
    """
    page = await restrictions.of_user(call.unit, call.by, call.ids["id"], call.query)
    body = AddressRestrictionList(
        address_restrictions=[_printed(each) for each in page.rows],
        pagination=call.pagination(page),
    )
    return Reply(body=body, links=call.links(page))


def _printed(found: Restriction) -> AddressRestriction:
    return AddressRestriction(
        address_id=found.address,
        formatted_address=on_one_line(found.facts_of_address()),
        organisation_id=found.company,
        organisation_name=found.name,
        organisation_number=found.organisation_number,
    )


_REFUSALS = (
    AddressUnknown,
    AdminNeeded,
    CompanyArchived,
    CompanyRejected,
    CompanyUnknown,
)

_USERS = "/organisations/{id}/addresses/{address_id}/users"
_USER = "/organisations/{id}/addresses/{address_id}/users/{user_id}"

ROUTES = [
    route(
        "GET",
        _USERS,
        list_users,
        shows=NamedUserList,
        failures=(AddressUnknown, AdminNeeded, CompanyUnknown),
    ),
    route(
        "PUT",
        _USERS,
        restrict,
        body=UsersOfAddress,
        shows=AddressShown,
        takes_if_match=True,
        failures=(*_REFUSALS, RestrictionInvalid),
        example={"user_ids": ["01990b8d-9a6b-7d10-9c4e-2f3a4b5c6d7e"]},
    ),
    route(
        "PUT",
        _USER,
        name_user,
        shows=AddressShown,
        takes_if_match=True,
        failures=(*_REFUSALS, RestrictionInvalid, UsersFull),
    ),
    route(
        "DELETE",
        _USER,
        drop_user,
        shows=AddressShown,
        takes_if_match=True,
        failures=(*_REFUSALS, RestrictionUnknown),
    ),
    route(
        "DELETE",
        "/organisations/{id}/address/{address_id}",
        lift,
        body=LiftedUser,
        shows=Lifted,
        takes_if_match=True,
        failures=(*_REFUSALS, RestrictionUnknown),
        example={"merchant_user_id": "01990b8d-9a6b-7d10-9c4e-2f3a4b5c6d7e"},
    ),
    route(
        "GET",
        "/users/{id}/address-restrictions",
        list_of_user,
        query=PageAsked,
        shows=AddressRestrictionList,
        unit=Unit.TRANSACTION,
        failures=(UserUnknown,),
    ),
]
