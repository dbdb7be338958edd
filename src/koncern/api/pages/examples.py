"""Examples: what the operations answer, for people to read and for tests to hold."""

from typing import Any

from koncern.api.customers.aliases import PrintedAlias
from koncern.api.customers.customer_organizations import OrganizationList
from koncern.api.http import Route, phrase_of
from koncern.api.organisations.auth import KeySet, SignedIn, TokenPair
from koncern.api.organisations.companies import OneCompany
from koncern.api.organisations.search import CompanyList
from koncern.api.pages import (
    address_examples,
    alias_examples,
    customer_examples,
    file_examples,
    inheritance_examples,
    label_examples,
    member_examples,
    payer_examples,
    people_examples,
    registration_examples,
    tree_examples,
)
from koncern.base import Failure
from koncern.billing.customers import PrintedCustomer
from koncern.billing.organizations import PrintedCustomerOrganization

APP = "01990b8e-0d4a-7c3e-8f21-6a5b4c3d2e1f"
COMPANY = "01990b8e-5a6b-7d10-9c4e-2f3a4b5c6d7e"
ID = "c0dc4e79-ec52-4811-8cf5-addb2527915c"
OWNER = "50af5191-05a3-42a5-802a-6b59091157af"
MEMBER = "e06f36e2-0a44-404d-bdbc-b66a292609b0"
CUSTOMER = "e309e948-088e-4d77-b654-cd85498f1555"
MOMENT = "2026-09-01T08:30:00.000Z"

ID_UNDER = {
    "customer-organizations": ID,
    "customers": CUSTOMER,
    "for-merchant": APP,
    "members": MEMBER,
    "organisations": COMPANY,
    "registrations": COMPANY,
    "v1": APP,
}
for _part in (
    address_examples,
    alias_examples,
    customer_examples,
    file_examples,
    inheritance_examples,
    label_examples,
    member_examples,
    people_examples,
    tree_examples,
):
    ID_UNDER |= _part.ID_UNDER
"""The example of an id in a path, by what stands before it."""

ADDRESS = {
    "city": "Stockholm",
    "co_address": None,
    "company_id": COMPANY,
    "company_name": None,
    "country": "SE",
    "created_at": MOMENT,
    "house_number": "1",
    "id": "01990b8e-6a6b-7d10-9c4e-2f3a4b5c6d7e",
    "is_default": True,
    "name": None,
    "phone": None,
    "postal_code": "111 22",
    "shipping_type": None,
    "state_province": None,
    "street_address": "Storgatan",
    "updated_at": MOMENT,
}

COMPANY_PRINTED = {
    "app_id": APP,
    "archived_at": None,
    "attributes": [],
    "billing_address": [ADDRESS],
    "billing_missing": [],
    "billing_ready": True,
    "comment": None,
    "contact_name": "Anna Berg",
    "created_at": MOMENT,
    "credit_check": False,
    "custom_fields": {"industry": "Technology"},
    "customer_groups": [],
    "email": "info@acme.example.com",
    "external_ref": None,
    "files": [],
    "id": COMPANY,
    "invoice_email": "billing@acme.example.com",
    "label": None,
    "name": "Acme Nordic AB",
    "organisation_number": "556036-0793",
    "parent_id": None,
    "phone": "+46 8 123 456",
    "shipping_address": [],
    "status": "active",
    "store_groups": [],
    "tags": [],
    "tax_id_vat_number": "SE556036079301",
    "tax_status": "TAXED",
    "updated_at": MOMENT,
    "url": None,
}
OWN_COMPANY = (
    COMPANY_PRINTED | {"level": "admin", "role": "buyer"} | {"role_name": "Buyer"}
)

ORGANIZATION = {
    "id": ID,
    "owner": {"id": OWNER, "name": "FinTech Solutions Inc."},
    "members": [{"id": MEMBER, "name": "FinTech Wealth Management"}],
}

CUSTOMER_PRINTED = customer_examples.customer(CUSTOMER, MOMENT)

TOKENS = {
    "access_token": "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.e30.c2lnbmF0dXJl",
    "refresh_token": "kr_q0m2Yb8sJx5VtR1nW7cKfD4hZ6gLpE3aUoIiQyTzXwM",
    "expires_in": 900,
    "token_type": "Bearer",
}
KEY = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "kid": "01990b8d-0a6b-7d10-9c4e-2f3a4b5c6d7e",
}


def _list(name: str, thing: dict[str, Any]) -> dict[str, Any]:
    return {name: [thing], "pagination": {"after": "AZkLjlprfRCcTi86S1xtfg"}}


ANSWERS: dict[Any, dict[str, Any]] = {
    OneCompany: {"company": COMPANY_PRINTED},
    CompanyList: _list("companies", OWN_COMPANY),
    SignedIn: TOKENS
    | {"user": people_examples.user(APP, MOMENT) | {"organisations": []}},
    TokenPair: TOKENS,
    KeySet: {"keys": [KEY]},
    PrintedCustomer: CUSTOMER_PRINTED,
    PrintedCustomerOrganization: ORGANIZATION,
    OrganizationList: _list("items", ORGANIZATION),
}
ANSWERS |= alias_examples.answers(APP, MOMENT)
ANSWERS |= file_examples.answers(APP, COMPANY, MOMENT)
ANSWERS |= people_examples.answers(APP, MOMENT, COMPANY_PRINTED)
ANSWERS |= registration_examples.answers(APP, MOMENT, COMPANY_PRINTED)
ANSWERS |= address_examples.answers(ADDRESS)
ANSWERS |= tree_examples.answers(COMPANY, MOMENT)
ANSWERS |= inheritance_examples.answers(COMPANY, CUSTOMER, MOMENT)
ANSWERS |= customer_examples.answers(CUSTOMER_PRINTED)
ANSWERS |= label_examples.answers(APP, MOMENT)
ANSWERS |= member_examples.answers(ORGANIZATION, MOMENT)
ANSWERS |= payer_examples.answers(COMPANY, MOMENT)
"""A whole answer of each kind that is shown."""

OWN_ANSWERS: dict[str, dict[str, Any]] = {
    "customers.aliases.delete": ANSWERS[PrintedAlias] | {"deletedAt": MOMENT},
    "organisations.customer_groups.read": label_examples.SHORT_GROUP,
    "organisations.archive.archive": {
        "company": COMPANY_PRINTED | {"archived_at": MOMENT}
    },
    "customers.contacts.archive": customer_examples.contact(MOMENT)
    | {"archivedAt": MOMENT},
    "customers.customers.archive": CUSTOMER_PRINTED | {"archivedAt": MOMENT},
}
OWN_ANSWERS |= people_examples.own_answers(APP, MOMENT)
OWN_ANSWERS |= registration_examples.own_answers(MOMENT, COMPANY_PRINTED)
OWN_ANSWERS |= member_examples.own_answers(ORGANIZATION, MOMENT)
"""The answers of operations that show more than others of the same kind."""


def answer_of(route: Route) -> dict[str, Any]:
    """Return a whole answer of an operation."""
    return OWN_ANSWERS.get(route.name) or ANSWERS[route.shows]


def problem_of(kind: type[Failure], status: int, dialect: str) -> dict[str, Any]:
    """Return a failure as an operation would answer with it."""
    problem: dict[str, Any] = {
        "type": f"/docs/errors#{kind.code()}",
        "title": phrase_of(status),
        "status": status,
        "detail": kind.sentence(),
        "code": kind.code(),
        "request_id": "01990b8e-7c52-7d1a-9f6e-4b1d2c3a5e6f",
    }
    if dialect == "customers":
        problem["error"] = {"type": kind.code(), "message": kind.sentence()}
    return problem
