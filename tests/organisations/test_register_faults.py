"""Registering a company: what is refused, and how it is told."""

from typing import Any
from uuid import uuid4

import pytest

from world import Person, World, new_company

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"name": None}, "/name", "must be text, not null"),
    ({"name": 5}, "/name", "must be text, not a whole number"),
    ({"name": " \t"}, "/name", "must be one line of text that is not blank"),
    ({"name": ""}, "/name", "must not be empty"),
    ({"name": "a" * 301}, "/name", "must have at most 300 characters"),
    ({"name": "a\u202eb"}, "/name", "holds the character U+202E"),
    ({"comment": "a\0b"}, "/comment", "holds the character U+0000"),
    ({"comment": "a" * 10_001}, "/comment", "must have at most 10000 characters"),
    ({"phone": "1\n2"}, "/phone", "must be one line of text"),
    ({"url": "javascript:alert(1)"}, "/url", "is no address of a web page (https://…)"),
    (
        {"credit_check": "yes"},
        "/credit_check",
        "must be true or false or null, not text",
    ),
    ({"parent_id": "7"}, "/parent_id", "is no UUID"),
    (
        {"status": "rejected"},
        "/status",
        "cannot be 'rejected'; it is one of active, pending",
    ),
    ({"nickname": "x"}, "/nickname", "is no field of this object"),
    ({"files": [{}]}, "/files", "must be empty"),
    ({"custom_fields": []}, "/custom_fields", "must be an object or null, not a list"),
    (
        {"custom_fields": {"a\0": 1}},
        "/custom_fields/a\ufffd",
        "holds the character U+0000",
    ),
    ({"tags": ["nope"]}, "/tags/0", "is no tag of this app"),
    ({"tags": [{}]}, "/tags/0", "is no tag of this app"),
    (
        {"store_groups": [str(uuid4())]},
        "/store_groups/0",
        "is no store group of this app",
    ),
    (
        {"customer_groups": [{"slug": "x", "level": 1}]},
        "/customer_groups/0/level",
        "is no field of this object",
    ),
    (
        {"shipping_address": [{}, {"zip": "1"}]},
        "/shipping_address/1/zip",
        "is no field of this object",
    ),
    (
        {"billing_address": [{"country": "sweden"}]},
        "/billing_address/0/country",
        "must be a code of two capital letters",
    ),
    (
        {"billing_address": [{"country": "UK"}]},
        "/billing_address/0/country",
        "UK is no country of ISO 3166-1 (the United Kingdom is GB, Greece GR)",
    ),
    (
        {"billing_address": [{"is_default": True}, {"is_default": True}]},
        "/billing_address/1/is_default",
        "only one address can be the default",
    ),
    (
        {"billing_address": [{}] * 101},
        "/billing_address",
        "must have at most 100 items",
    ),
    ({"attributes": [{}] * 201}, "/attributes", "must have at most 200 items"),
    ({"tags": ["x"] * 201}, "/tags", "must have at most 200 items"),
]


@pytest.fixture
def anna(world: World) -> Person:
    return world.person()


@pytest.mark.parametrize(("more", "pointer", "detail"), WRONG)
def test_it_names_what_is_wrong(
    anna: Person, more: dict[str, Any], pointer: str, detail: str
):
    reply = anna.post("/organisations", json=new_company() | more)

    assert reply.status_code == 400
    assert reply.headers["content-type"] == "application/problem+json"
    assert {"pointer": pointer, "detail": detail} in reply.json()["errors"]


def test_a_name_is_required(anna: Person):
    reply = anna.post("/organisations", json={})

    assert reply.json()["errors"] == [{"pointer": "/name", "detail": "is required"}]


def test_one_answer_names_every_field_of_a_wrong_form(anna: Person):
    body = {
        "credit_check": 1,
        "billing_address": [{"city": 7}, {"country": "sweden", "zip": ""}],
        "nickname": "x",
        "comment": "\0",
    }

    reply = anna.post("/organisations", json=body)

    assert {fault["pointer"] for fault in reply.json()["errors"]} == {
        "/name",
        "/credit_check",
        "/billing_address/0/city",
        "/billing_address/1/country",
        "/billing_address/1/zip",
        "/nickname",
        "/comment",
    }


def test_one_answer_names_everything_that_breaks_a_rule(world: World, anna: Person):
    world.machine().post("/roles", json={"slug": "buyer", "name": "Buyer"})
    world.machine().post("/roles", json={"slug": "agent", "name": "Agent"})
    body = new_company(
        invoice_email="anna@@example.com",
        organisation_number="556036-0794",
        tax_id_vat_number="SE1",
        role="boss",
        parent_id=str(uuid4()),
        tags=["no", "never"],
        store_groups=[str(uuid4())],
    )

    reply = anna.post("/organisations", json=body | {"email": "nobody"})

    assert reply.status_code == 400
    problem = reply.json()
    assert problem["code"] == "CompanyInvalid"
    told = {fault["pointer"]: fault["detail"] for fault in problem["errors"]}
    assert set(told) == {
        "/email",
        "/organisation_number",
        "/tax_id_vat_number",
        "/role",
        "/parent_id",
        "/tags/0",
        "/tags/1",
        "/store_groups/0",
        "/invoice_email",
    }
    assert told["/role"] == "is no role of this app; its roles: agent, buyer"
    assert anna.get("/organisations").json()["companies"] == []


def test_an_app_without_roles_says_so(anna: Person):
    reply = anna.post("/organisations", json=new_company(role="buyer"))

    (fault,) = reply.json()["errors"]
    assert fault == {
        "pointer": "/role",
        "detail": "is no role of this app; its roles: none has been made yet",
    }


def test_a_role_of_another_app_is_unknown(anna: Person, other_world: World):
    other_world.machine().post("/roles", json={"slug": "buyer", "name": "Buyer"})

    reply = anna.post("/organisations", json=new_company(role="buyer"))

    assert reply.status_code == 400
