"""Organisations: the companies, as their own people and credentials see them."""

import msgspec

from koncern import registrations
from koncern.api.http import Call, Reply, Unit, route
from koncern.companies import (
    AliasTaken,
    BillingIncomplete,
    CompanyArchived,
    CompanyInvalid,
    CompanyRejected,
    CompanyTooLarge,
    CompanyUnknown,
    OrganisationNumberTaken,
    ParentArchived,
    ParentBelow,
    ParentUnknown,
    PrintedCompany,
    TermsNotYours,
    VatNumberTaken,
)
from koncern.companies.patch import CompanyPatch
from koncern.labels import LabelGone
from koncern.people import memberships
from koncern.people.memberships import AdminNeeded
from koncern.people.roles import RoleGone
from koncern.registrations import ApprovalNeeded, Registration
from koncern.trees.divisions import DivisionHasNoNumbers, DivisionNeedsParent
from koncern.trees.moves import TooDeep


class OneCompany(msgspec.Struct, kw_only=True):
    """A company, in the published envelope."""

    company: PrintedCompany


async def register(call: Call) -> Reply:
    """Register a company, and become its first admin.

    Every field of the company can be set; only `name` must be. Tags and groups are
    named by id, key or slug. Fields that the service sets itself may come along as
    they were read, and are not written.

    If the app approves registrations, a user's company is `pending` until then, and
    `active` is refused. If it does not, a user may register as `active`, but without
    terms of sale (403 `TermsNotYours`); with a `pending` company a user may send every
    field, for the person who approves it. A credential decides itself, and is not made
    a member.

    Numbers are checked by the rules of their country. A company claims its numbers and
    its external reference when it becomes active; until then it blocks nobody. 409 tells
    which company has a number only if you may see that company.
    """
    made = await registrations.register(call.unit, call.by, call.body)
    return Reply(body=one(made.document), version=made.version, company=made.id)


async def read(call: Call) -> Reply:
    """Read one company that you belong to.

    A credential reads every company of its app.
    """
    found = await memberships.read_company(call.unit, call.by, call.ids["id"])
    return Reply(body=one(found.document), version=found.version)


async def change(call: Call) -> Reply:
    """Change a company: a JSON Merge Patch (RFC 7396) of what it was read as.

    A field that is left out stays, null clears it, a list is replaced as a whole; an
    address or attribute that is sent with its id stays the same one. Admins of the
    company may, and credentials. Once a company is active, only credentials set the terms
    of sale (credit check, tax status, tags, groups, parent, external reference). While a
    company is pending, its admins may change all of it. A rejected company can only be
    read by its members. A change without effect does not count as a version.
    """
    changed = await memberships.change_company(
        call.unit, call.by, call.ids["id"], patch=call.body, version=call.version
    )
    return Reply(body=one(changed.document), version=changed.version)


def one(document: bytes) -> bytes:
    """Put a printed company into the published envelope."""
    return b'{"company":' + document + b"}"


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

REFUSALS = (
    AliasTaken,
    ApprovalNeeded,
    CompanyInvalid,
    CompanyTooLarge,
    LabelGone,
    OrganisationNumberTaken,
    ParentArchived,
    TermsNotYours,
    TooDeep,
    RoleGone,
    VatNumberTaken,
)

ROUTES = [
    route(
        "POST",
        "/organisations",
        register,
        body=Registration,
        shows=OneCompany,
        names="id",
        failures=REFUSALS,
        example=EXAMPLE,
    ),
    route(
        "GET",
        "/organisations/{id}",
        read,
        shows=OneCompany,
        unit=Unit.SINGLE,
        failures=(CompanyUnknown,),
    ),
    route(
        "PATCH",
        "/organisations/{id}",
        change,
        body=CompanyPatch,
        shows=OneCompany,
        takes_if_match=True,
        failures=(
            AdminNeeded,
            AliasTaken,
            CompanyArchived,
            CompanyInvalid,
            CompanyRejected,
            CompanyTooLarge,
            CompanyUnknown,
            DivisionHasNoNumbers,
            DivisionNeedsParent,
            BillingIncomplete,
            LabelGone,
            OrganisationNumberTaken,
            ParentArchived,
            ParentBelow,
            ParentUnknown,
            TermsNotYours,
            TooDeep,
            VatNumberTaken,
        ),
        example={"phone": "+46 8 654 321", "comment": None},
    ),
]
