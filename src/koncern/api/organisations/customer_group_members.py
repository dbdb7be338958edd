"""Who is in a customer group: companies and users, as an app's credentials put them."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from koncern.access import CredentialNeeded
from koncern.api.http import Call, Pagination, Reply, route, under_pointer
from koncern.api.organisations.customer_groups import PrintedCustomerGroup, in_full
from koncern.base import PageAsked
from koncern.companies import CompanyArchived
from koncern.labels import LabelGone
from koncern.labels.customer_groups import CustomerGroupUnknown
from koncern.people import customer_group_members
from koncern.people.customer_group_members import (
    CompanyInGroup,
    GroupInFull,
    GroupMembersInvalid,
    NotInGroup,
    UserInGroup,
)

Ids = Annotated[list[UUID], Meta(min_length=1, max_length=1000)]


class NewOrganisations(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Organisations that are to be in a customer group, by their ids."""

    organisation_ids: Ids


class NewUsers(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Users who are to be in a customer group, by their ids."""

    user_ids: Ids


class OrganisationsOfGroup(msgspec.Struct, kw_only=True):
    """The organisations in a customer group, with the way to the next page."""

    organisations: list[CompanyInGroup]
    pagination: Pagination


class UsersOfGroup(msgspec.Struct, kw_only=True):
    """The users in a customer group, with the way to the next page."""

    merchant_users: list[UserInGroup]
    pagination: Pagination


async def add_organisations(call: Call) -> Reply:
    """Put organisations into a customer group: all of them, or none.

    Those that are in it stay. Each shows its groups at once.
    """
    with under_pointer("/organisation_ids"):
        full = await customer_group_members.add_companies(
            call.unit, call.by, call.texts["slug"], companies=call.body.organisation_ids
        )
    return _group(call, full)


async def remove_organisation(call: Call) -> Reply:
    """Take an organisation out of a customer group."""
    await customer_group_members.remove_company(
        call.unit, call.by, call.texts["slug"], company=call.ids["id"]
    )
    return Reply(status=204)


async def list_organisations(call: Call) -> Reply:
    """List the organisations in a customer group, oldest first."""
    page = await customer_group_members.page_of_companies(
        call.unit, call.by, call.texts["slug"], call.query
    )
    body = OrganisationsOfGroup(
        organisations=list(page.rows), pagination=call.pagination(page)
    )
    return Reply(body=body, links=call.links(page))


async def add_users(call: Call) -> Reply:
    """Put users into a customer group: all of them, or none; those in it stay."""
    with under_pointer("/user_ids"):
        full = await customer_group_members.add_users(
            call.unit, call.by, call.texts["slug"], users=call.body.user_ids
        )
    return _group(call, full)


async def remove_user(call: Call) -> Reply:
    """Take a user out of a customer group."""
    await customer_group_members.remove_user(
        call.unit, call.by, call.texts["slug"], user=call.ids["id"]
    )
    return Reply(status=204)


async def list_users(call: Call) -> Reply:
    """List the users in a customer group, oldest first."""
    page = await customer_group_members.page_of_users(
        call.unit, call.by, call.texts["slug"], call.query
    )
    body = UsersOfGroup(
        merchant_users=list(page.rows), pagination=call.pagination(page)
    )
    return Reply(body=body, links=call.links(page))


def _group(call: Call, full: GroupInFull) -> Reply:
    return Reply(body=in_full(call, full), version=full.group.version)


EXAMPLE_COMPANY = "01990b8e-5a6b-7d10-9c4e-2f3a4b5c6d7e"
EXAMPLE_USER = "01990b8d-9a6b-7d10-9c4e-2f3a4b5c6d7e"
_GROUP = "/customer-groups/{slug}"
_NEEDED = (CredentialNeeded, CustomerGroupUnknown)

ROUTES = [
    route(
        "GET",
        f"{_GROUP}/organisations",
        list_organisations,
        query=PageAsked,
        shows=OrganisationsOfGroup,
        failures=_NEEDED,
    ),
    route(
        "POST",
        f"{_GROUP}/organisations",
        add_organisations,
        body=NewOrganisations,
        shows=PrintedCustomerGroup,
        failures=(*_NEEDED, CompanyArchived, GroupMembersInvalid, LabelGone),
        example={"organisation_ids": [EXAMPLE_COMPANY]},
    ),
    route(
        "DELETE",
        f"{_GROUP}/organisations/{{id}}",
        remove_organisation,
        status=204,
        failures=(*_NEEDED, NotInGroup),
    ),
    route(
        "GET",
        f"{_GROUP}/users",
        list_users,
        query=PageAsked,
        shows=UsersOfGroup,
        failures=_NEEDED,
    ),
    route(
        "POST",
        f"{_GROUP}/users",
        add_users,
        body=NewUsers,
        shows=PrintedCustomerGroup,
        failures=(*_NEEDED, GroupMembersInvalid, LabelGone),
        example={"user_ids": [EXAMPLE_USER]},
    ),
    route(
        "DELETE",
        f"{_GROUP}/users/{{id}}",
        remove_user,
        status=204,
        failures=(*_NEEDED, NotInGroup),
    ),
]
