"""Listing organisations: a user's own, or what a credential looks for among all."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from koncern import companies, search
from koncern.api.http import Call, Pagination, Reply, Unit, listed, route
from koncern.base import Page
from koncern.companies import PrintedCompany
from koncern.people import memberships
from koncern.people.memberships import OwnCompany
from koncern.search import CompaniesAsked, FiltersInvalid, FiltersNotYours, Total


class CompanyList(msgspec.Struct, kw_only=True):
    """Companies, in the published envelope, with the way to the next page."""

    companies: list[PrintedCompany]
    pagination: Pagination
    total: (
        Annotated[
            int, Meta(description="How many match, if that was asked for (`count`).")
        ]
        | UnsetType
    ) = UNSET
    total_is_exact: (
        Annotated[bool, Meta(description="False if there are more than `total`.")]
        | UnsetType
    ) = UNSET


async def list_own(call: Call) -> Reply:
    """List your companies, with your place in each.

    `level`, `role` and `role_name` are your own. A credential lists every company of
    its app, oldest first, without them; and it can filter, sort and count them. A
    filter may name several values, separated by commas: a company needs one of them.
    Of several filters it must match all.

    Who writes a company and then searches finds it. After a large import a search may
    lag behind for a while.
    """
    if not call.query.is_plain:
        return await _found(call)
    async with call.database.single(call.ids["app_id"], call.request_id) as tx:
        if call.by.user is None:
            every = await companies.page(tx, call.by, call.query)
            documents = [company.document for company in every.rows]
            return _many(call, documents, every)
        own = await memberships.own_companies(tx, call.by, call.query)
    return _many(call, [_with_place(company) for company in own.rows], own)


async def _found(call: Call) -> Reply:
    async with call.database.transaction(call.ids["app_id"], call.request_id) as tx:
        page, total = await search.find(tx, call.by, call.query)
    return _many(call, [company.document for company in page.rows], page, total)


def _many(
    call: Call, documents: list[bytes], page: Page[Any], total: Total | None = None
) -> Reply:
    return Reply(
        body=listed("companies", documents, call.pagination(page), total),
        links=call.links(page),
    )


def _with_place(company: OwnCompany) -> bytes:
    """Put a user's place into the printed company, which is not read for that."""
    place = msgspec.json.encode(
        {"level": company.level, "role": company.role, "role_name": company.role_name}
    )
    return company.document[:-1] + b"," + place[1:]


ROUTES = [
    route(
        "GET",
        "/organisations",
        list_own,
        query=CompaniesAsked,
        shows=CompanyList,
        unit=Unit.OWN,
        failures=(FiltersInvalid, FiltersNotYours),
    )
]
