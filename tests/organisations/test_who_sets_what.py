"""Who sets which field of a company: what the table says is what happens."""

from typing import Any
from uuid import uuid4

import pytest
from settings import declare, put, reset

from clients import Client
from koncern.apps import RegistrationPolicy
from koncern.companies.field_rights import FIELDS, TABLE, TERMS, May
from koncern.people import memberships
from koncern.people.memberships import Level
from service import Service
from world import Operator, Person, World, new_company

ADDRESS = {
    "street_address": "Hamngatan 2",
    "postal_code": "411 05",
    "city": "Göteborg",
    "country": "SE",
}

VALUES: dict[str, Any] = {
    "name": "Another name",
    "organisation_number": "556036-0793",
    "tax_id_vat_number": "SE556036079301",
    "email": "other@example.com",
    "invoice_email": "billing@example.com",
    "phone": "+46 8 123 456",
    "contact_name": "Anna Berg",
    "comment": "Deliver at noon",
    "url": "https://example.com/",
    "label": "Nordics",
    "billing_address": [ADDRESS],
    "shipping_address": [ADDRESS],
    "attributes": [{"key": "size", "values": {"m2": 5}}],
    "custom_fields": {"industry": "Technology"},
    "credit_check": True,
    "tax_status": "TAX_EXEMPT",
    "external_ref": "ERP-4711",
    "tags": ["gold"],
    "customer_groups": ["vip"],
    "store_groups": ["outlet"],
}
"""Another value than the default, for every field of a company that has one of its own."""

NOTHING: dict[str, Any] = {
    "credit_check": False,
    "tax_status": None,
    "external_ref": "",
    "parent_id": None,
    "tags": [],
    "customer_groups": None,
    "store_groups": [],
}

SETTINGS = {
    "credit_check": True,
    "customer_groups": ["vip"],
    "store_groups": ["outlet"],
    "payment_terms": {"days": 90},
    "price_list": "cheap",
    "custom_fields.color": "red",
}


@pytest.fixture
def machine(world: World) -> Client:
    client = world.machine()
    client.post("/tags", json={"key": "gold", "name": "Gold"})
    for path, slug in (("/customer-groups", "vip"), ("/store-groups", "outlet")):
        client.post(path, json={"slug": slug, "name": slug}).raise_for_status()
    return client


@pytest.fixture
def anna(world: World, machine: Client) -> Person:
    assert machine
    return world.person()


def registered(who: Person | Client, **facts: Any) -> str:
    reply = who.post("/organisations", json=new_company(**facts))
    assert reply.status_code == 200, reply.text
    return str(reply.json()["company"]["id"])


def value_of(anna: Person, field: str) -> Any:
    return registered(anna) if field == "parent_id" else VALUES[field]


def pointers(reply: Any) -> list[str]:
    return [each["pointer"] for each in reply.json()["errors"]]


def companies_of(person: Person) -> int:
    return len(person.get("/organisations").json()["companies"])


def test_every_field_has_a_value_here() -> None:
    elsewhere = {"status", "role", "files", "payment_terms", "price_list", "parent_id"}

    assert VALUES.keys() == FIELDS.keys() - elsewhere
    assert NOTHING.keys() == {*TERMS}


@pytest.mark.parametrize("field", [*VALUES, "parent_id"])
def test_a_user_registers_as_active_with_their_own_facts_only(anna: Person, field: str):
    value = value_of(anna, field)
    before = companies_of(anna)

    reply = anna.post(
        "/organisations", json=new_company(status="active") | {field: value}
    )

    if FIELDS[field].admin is May.ALWAYS:
        assert reply.status_code == 200, reply.text
        return
    assert (reply.status_code, reply.json()["code"]) == (403, "TermsNotYours")
    assert pointers(reply) == [f"/{field}"]
    assert companies_of(anna) == before


@pytest.mark.parametrize("field", [*VALUES, "parent_id"])
def test_everything_may_be_asked_for_and_approved(
    machine: Client, anna: Person, field: str
):
    value = value_of(anna, field)
    asked = registered(anna, **{field: value})
    patched = registered(anna)
    gone = {
        "external_ref": None,
        "organisation_number": None,
        "tax_id_vat_number": None,
    }

    for company in (asked, patched):
        path = f"/organisations/{company}"
        assert anna.patch(path, json={field: value}).status_code == 200
        approved = machine.post(f"/registrations/{company}/approval")
        assert approved.json()["registration"]["company"][field] not in (None, [], {})
        assert machine.patch(path, json=gone).status_code == 200


@pytest.mark.parametrize("field", [*VALUES, "parent_id"])
def test_once_active_an_admin_sets_their_own_facts_and_the_seller_all(
    world: World, machine: Client, anna: Person, field: str
):
    value = value_of(anna, field)
    company = registered(anna, status="active")
    ben = world.person("ben")
    world.act(
        lambda tx, actor: memberships.add(
            tx, actor, company, user=ben.id, level=Level.DEFAULT
        )
    )
    path, change = f"/organisations/{company}", {field: value}

    assert ben.patch(path, json=change).json()["code"] == "AdminNeeded"
    reply = anna.patch(path, json=change)
    if FIELDS[field].admin is May.ALWAYS:
        assert reply.status_code == 200, reply.text
    else:
        assert (reply.status_code, pointers(reply)) == (403, [f"/{field}"])
    assert machine.patch(path, json=change).status_code == 200


def test_every_term_is_named_at_once_and_in_one_order(anna: Person):
    terms = {field: VALUES[field] for field in TERMS if field != "parent_id"}
    terms |= {"parent_id": str(uuid4()), "tags": ["gold", "unknown"]}

    reply = anna.post(
        "/organisations", json=new_company(status="active", email="no mail") | terms
    )

    assert reply.status_code == 403
    assert pointers(reply) == [f"/{field}" for field in TERMS]
    assert companies_of(anna) == 0


@pytest.mark.parametrize("field", NOTHING)
def test_what_is_left_empty_is_not_counted(anna: Person, field: str):
    body = new_company(status="active") | {field: NOTHING[field]}

    reply = anna.post("/organisations", json=body)

    assert reply.status_code == 200, reply.text
    path = f"/organisations/{reply.json()['company']['id']}"
    if field not in ("tax_status", "external_ref"):
        echo = {field: None if NOTHING[field] == [] else NOTHING[field]}
        assert anna.patch(path, json=echo).status_code == 200


@pytest.mark.parametrize("default", ["TAXED", "REVERSE_CHARGED"])
def test_the_default_of_the_app_is_not_counted(
    machine: Client, anna: Person, default: str
):
    machine.patch("/settings", json={"default_tax_status": default}).raise_for_status()

    replies = {
        status: anna.post(
            "/organisations", json=new_company(status="active", tax_status=status)
        )
        for status in ("TAXED", "REVERSE_CHARGED", "TAX_EXEMPT")
    }

    for status, reply in replies.items():
        if status == default:
            assert reply.status_code == 200, reply.text
        else:
            assert (reply.status_code, pointers(reply)) == (403, ["/tax_status"])
    assert companies_of(anna) == 1


def test_a_credential_registers_with_every_term(machine: Client, anna: Person):
    terms = {field: value_of(anna, field) for field in TERMS}

    company = registered(machine, status="active", **terms)

    shown = machine.get(f"/organisations/{company}").json()["company"]
    assert shown["tax_status"] == "TAX_EXEMPT"
    assert [each["slug"] for each in shown["customer_groups"]] == ["vip"]


def test_approval_is_told_before_terms(service: Service, operator: Operator):
    world = World(service.url, operator, RegistrationPolicy.APPROVAL)
    body = new_company(status="active", credit_check=True)

    reply = world.person().post("/organisations", json=body)

    assert (reply.status_code, reply.json()["code"]) == (403, "ApprovalNeeded")
    world.close()


@pytest.mark.parametrize("status", ["active", "pending"])
@pytest.mark.parametrize("field", SETTINGS)
def test_settings_follow_the_table(
    machine: Client, anna: Person, field: str, status: str
):
    declare(machine, field)
    company = registered(anna, status=status)

    replies = [
        put(anna.client, company, field, SETTINGS[field]),
        reset(anna.client, company, field),
    ]

    if FIELDS[field.partition(".")[0]].admin is May.ALWAYS:
        assert [each.is_success for each in replies] == [True, True]
    else:
        codes = [(each.status_code, each.json()["code"]) for each in replies]
        assert codes == [(403, "CredentialNeeded")] * 2
    assert put(machine, company, field, SETTINGS[field]).is_success


def test_the_table_names_each_field_once() -> None:
    assert len(FIELDS) == len(TABLE)
    assert TERMS == (
        "credit_check",
        "tax_status",
        "external_ref",
        "parent_id",
        "tags",
        "customer_groups",
        "store_groups",
    )
