"""Every field of a company stands in the table of who sets it, and all pages say the same."""

import msgspec

from house import ROOT, hold
from koncern.api import customers, organisations
from koncern.api.pages import openapi
from koncern.api.pages.rights import fields_page
from koncern.companies import NewCompany
from koncern.companies.field_rights import FIELDS
from koncern.companies.patch import CompanyPatch
from koncern.registrations import Registration

AGAIN = "write the pages again: python -m koncern.api.pages"

PRINTED = {
    "app_id",
    "archived_at",
    "billing_missing",
    "billing_ready",
    "created_at",
    "id",
    "level",
    "role_name",
    "updated_at",
}
"""What may be sent as it was read, and is ignored."""

SETTINGS = {"payment_terms", "price_list"}


def test_the_page_is_what_the_code_says() -> None:
    written = (ROOT / "docs" / "fields.md").read_text(encoding="utf-8").splitlines()
    said = fields_page().splitlines()

    hold("docs/fields.md is written from the code", {*written} ^ {*said}, AGAIN)


def test_every_field_that_can_be_written_stands_in_the_table() -> None:
    written = {
        field.name
        for kind in (NewCompany, Registration, CompanyPatch)
        for field in msgspec.structs.fields(kind)
    }

    hold(
        "each field that can be written stands in the table, and no other one",
        (written - PRINTED) ^ (FIELDS.keys() - SETTINGS),
        "give it a row in companies/field_rights/rules.py: who sets it, at registration and later",
    )


def test_openapi_says_of_each_who_sets_it() -> None:
    routes = [*organisations.ROUTES, *customers.ROUTES]
    schemas = openapi.document("organisations", routes)["components"]["schemas"]

    hold(
        "the schema of what is sent says of each field who sets it",
        (
            f"{name}.{field}"
            for name in ("Registration", "CompanyPatch")
            for field, schema in schemas[name]["properties"].items()
            if field in FIELDS and "Set " not in schema.get("description", "")
        ),
        "describe it in api/pages/rights.py",
    )


def test_the_readme_leads_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    hold(
        "README.md links the table",
        [] if "docs/fields.md" in readme else ["README.md"],
        "link docs/fields.md in README.md",
    )
