"""Organisations: the companies, as their own people and credentials see them."""

import msgspec

from koncern import companies, memberships, registrations
from koncern.api.kit import Call, Pagination, Reply, Unit, route
from koncern.base import PageAsked
from koncern.companies import PrintedCompany
from koncern.memberships import OwnCompany
from koncern.registrations import Registration


class OneCompany(msgspec.Struct, kw_only=True):
    """A company, in the published envelope."""

    company: PrintedCompany


class CompanyList(msgspec.Struct, kw_only=True):
    """Companies, in the published envelope, with the way to the next page."""

    companies: list[PrintedCompany]
    pagination: Pagination


async def register(call: Call) -> Reply:
    """Register a company, and become its first admin."""
    made = await registrations.register(call.unit, call.by, call.body)
    return Reply(body=_one(made.document), version=made.version)


async def read(call: Call) -> Reply:
    """Read one company that you belong to."""
    found = await memberships.read_company(call.unit, call.by, call.ids["id"])
    return Reply(body=_one(found.document), version=found.version)


async def list_own(call: Call) -> Reply:
    """List your companies, with your place in each; a credential lists them all."""
    if call.by.user is None:
        every = await companies.page(call.unit, call.by, call.query)
        documents = [company.document for company in every.rows]
        return _many(call, documents, every)
    own = await memberships.own_companies(call.unit, call.by, call.query)
    return _many(call, [_with_place(company) for company in own.rows], own)


def _one(document: str) -> bytes:
    return b'{"company":%b}' % document.encode()


def _many(call: Call, documents: list[str], page: object) -> Reply:
    pagination = msgspec.json.encode(call.pagination(page))
    listed = ",".join(documents).encode()
    body = b'{"companies":[%b],"pagination":%b}' % (listed, pagination)
    return Reply(body=body, links=call.links(page))


def _with_place(company: OwnCompany) -> str:
    """Put a user's place into the printed company, which is not read for that."""
    place = msgspec.json.encode(
        {"level": company.level, "role": company.role, "role_name": company.role_name}
    )
    return f"{company.document[:-1]},{place.decode()[1:]}"


EXAMPLE = {
    "name": "Acme Nordic AB",
    "organisation_number": "556036-0793",
    "tax_id_vat_number": "SE556036079301",
    "contact_name": "Anna Berg",
    "email": "info@acme.example.com",
    "invoice_email": "billing@acme.example.com",
    "phone": "+46 8 123 456",
    "billing_address": [
        {
            "street_address": "Storgatan",
            "house_number": "1",
            "postal_code": "111 22",
            "city": "Stockholm",
            "country": "SE",
        }
    ],
    "custom_fields": {"industry": "Technology"},
    "status": "active",
}

ROUTES = [
    route(
        "POST",
        "/organisations",
        register,
        body=Registration,
        shows=OneCompany,
        example=EXAMPLE,
    ),
    route(
        "GET",
        "/organisations",
        list_own,
        query=PageAsked,
        shows=CompanyList,
        unit=Unit.SINGLE,
    ),
    route("GET", "/organisations/{id}", read, shows=OneCompany, unit=Unit.SINGLE),
]
