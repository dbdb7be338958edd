"""Registering a company."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from koncern.apps import RegistrationPolicy
from koncern.base import Scope
from service import Service
from world import Operator, World, new_company

ADDRESS = {
    "city": "Göteborg",
    "co_address": "c/o Berg",
    "company_name": "Acme Nordic AB",
    "country": "SE",
    "house_number": "12 B",
    "is_default": True,
    "name": "Lager",
    "phone": "+46 31 12 34 56",
    "postal_code": "411 05",
    "shipping_type": "pallet",
    "state_province": "Västra Götaland",
    "street_address": "Södra vägen",
}

ATTRIBUTE = {
    "description": "How they pay",
    "key": "terms",
    "name": "Terms",
    "template_key": "billing",
    "translations": {
        "description": {"sv": "Hur de betalar", "fi": "Miten he maksavat"},
        "name": {"sv": "Villkor"},
    },
    "values": {"days": 30, "words": ["netto", None, True], "deep": {"a": {"b": 1.5}}},
}

TEMPLATE = {
    "key": "billing",
    "name": "Billing",
    "fields": [
        {"key": "days", "name": "Days", "type": "integer"},
        {"key": "words", "name": "Words", "type": "json"},
        {"key": "deep", "name": "Deep", "type": "json"},
    ],
    "translatable": True,
}

FIELDS = {
    "name": "Acme Nordic AB",
    "attributes": [ATTRIBUTE],
    "billing_address": [ADDRESS | {"is_default": False}, ADDRESS],
    "comment": "Two lines\nof text, 企業 🏢 \u200fא",
    "contact_name": "Anna Berg",
    "credit_check": True,
    "custom_fields": {
        "industry": "Technology",
        "": {"nested": [{"list": [1, 2.5, -7, 1e-7, None, False, "ä"]}]},
    },
    "email": "info@acme.example.com",
    "external_ref": "EXT-001",
    "files": [],
    "invoice_email": "billing@acme.example.com",
    "label": "Key account",
    "organisation_number": "556036-0793",
    "phone": "+46 8 123 456",
    "shipping_address": [ADDRESS],
    "status": "pending",
    "tax_id_vat_number": "SE556036079301",
    "tax_status": "REVERSE_CHARGED",
    "url": "https://acme.example.com/",
}


def stored(value: Any) -> Any:
    """Leave out what the service itself adds to the parts of a company."""
    if isinstance(value, list):
        return [stored(item) for item in value]
    if isinstance(value, dict):
        added = {"id", "company_id", "created_at", "updated_at"}
        return {key: stored(item) for key, item in value.items() if key not in added}
    return value


def test_every_field_comes_back_as_it_was_sent(world: World):
    anna = world.person()
    world.machine().post("/attributes", json=TEMPLATE)

    reply = anna.post("/organisations", json=FIELDS)

    assert reply.status_code == 200
    assert list(reply.json()) == ["company"]
    company = reply.json()["company"]
    assert {name: stored(company[name]) for name in FIELDS} == FIELDS
    assert company["app_id"] == str(world.app)
    assert company["billing_ready"] is True
    again = anna.get(f"/organisations/{company['id']}")
    assert again.json() == {"company": company}
    assert again.headers["etag"] == reply.headers["etag"] == '"1"'


def test_its_parts_get_ids_and_times(world: World):
    world.machine().post("/attributes", json=TEMPLATE)
    company = world.person().post("/organisations", json=FIELDS).json()["company"]

    parts = [*company["billing_address"], *company["shipping_address"]]
    assert len({UUID(part["id"]) for part in parts}) == 3
    for part in parts:
        assert part["company_id"] == company["id"]
        assert part["created_at"] == part["updated_at"] == company["created_at"]
    assert UUID(company["attributes"][0]["id"]).version == 7


def test_a_name_is_enough(world: World):
    company = (
        world.person()
        .post("/organisations", json={"name": "  Acme "})
        .json()["company"]
    )

    assert company["name"] == "Acme"
    assert company["status"] == "pending"
    assert company["credit_check"] is False
    assert company["billing_missing"] == ["billing_address", "primary_contact"]
    for name in ("email", "parent_id", "external_ref", "archived_at", "comment"):
        assert company[name] is None
    for name in ("attributes", "billing_address", "files", "tags", "store_groups"):
        assert company[name] == []
    assert company["custom_fields"] == {}


def test_the_caller_becomes_its_admin_with_the_role(world: World):
    world.machine().post("/roles", json={"slug": "buyer", "name": "Head buyer"})
    anna = world.person()

    made = anna.post("/organisations", json=new_company(role="buyer")).json()

    assert not {"level", "role", "role_name"} & set(made["company"])
    (own,) = anna.get("/organisations").json()["companies"]
    assert own == made["company"] | {
        "level": "admin",
        "role": "buyer",
        "role_name": "Head buyer",
    }


def test_it_is_on_the_record(world: World):
    anna = world.person()

    company = anna.post("/organisations", json=new_company()).json()["company"]

    assert world.history(company["id"]) == ["company.created", "membership.created"]


def test_what_was_read_can_be_written_again(world: World):
    world.machine().post("/tags", json={"key": "gold", "name": "Gold"})
    world.machine().post("/attributes", json=TEMPLATE)
    anna = world.person()
    sent = FIELDS | {"tags": ["gold"], "organisation_number": None}
    anna.post(
        "/organisations", json=sent | {"external_ref": None, "tax_id_vat_number": None}
    )
    (read,) = anna.get("/organisations").json()["companies"]

    reply = anna.post("/organisations", json=read)

    assert reply.status_code == 200, reply.text
    again = reply.json()["company"]
    assert again["id"] != read["id"]
    own = {"created_at", "id", "updated_at", "level", "role", "role_name"}
    names = [name for name in read if name not in own]
    assert {name: stored(again[name]) for name in names} == {
        name: stored(read[name]) for name in names
    }


def test_a_user_may_ask_for_active_where_the_policy_is_open(world: World):
    reply = world.person().post("/organisations", json=new_company(status="active"))

    assert reply.json()["company"]["status"] == "active"


def test_approval_lets_users_register_as_pending_only(
    service: Service, operator: Operator
):
    world = World(service.url, operator, RegistrationPolicy.APPROVAL)
    anna = world.person()

    refused = anna.post("/organisations", json=new_company(status="active"))
    waiting = anna.post("/organisations", json=new_company())

    assert refused.status_code == 403
    assert refused.json()["code"] == "ApprovalNeeded"
    assert waiting.json()["company"]["status"] == "pending"
    world.close()


def test_credentials_may_register_active_companies_under_approval(
    service: Service, operator: Operator
):
    world = World(service.url, operator, RegistrationPolicy.APPROVAL)

    reply = world.machine(Scope.WRITE).post(
        "/organisations", json=new_company(status="active")
    )

    assert reply.json()["company"]["status"] == "active"
    world.close()


def test_a_credential_that_may_only_read_cannot_register(world: World):
    reply = world.machine(Scope.READ).post("/organisations", json=new_company())

    assert reply.status_code == 403
    assert reply.json()["code"] == "ScopeLacking"


def test_nobody_registers_without_signing_in(world: World):
    reply = world.anonymous().post("/organisations", json=new_company())

    assert reply.status_code == 401
    assert "Bearer" in reply.headers["www-authenticate"]


def test_a_stranger_of_another_app_cannot(world: World, other_world: World):
    mallory = other_world.person("mallory")

    reply = world.anonymous().post(
        "/organisations",
        json=new_company(),
        headers={"authorization": f"Bearer {mallory.token}"},
    )

    assert reply.status_code == 401


def test_an_external_ref_belongs_to_one_company(world: World):
    anna = world.person()
    world.machine().post("/organisations", json=new_company(external_ref="EXT-1"))

    reply = anna.post("/organisations", json=new_company(external_ref="EXT-1"))

    assert reply.status_code == 409
    assert reply.json()["code"] == "AliasTaken"
    assert anna.get("/organisations").json()["companies"] == []


def test_the_same_key_twice_at_once_registers_one(world: World):
    anna = world.person()
    headers = {"idempotency-key": "register-acme"}
    body = new_company(external_ref="EXT-1")

    with ThreadPoolExecutor(4) as threads:
        replies = list(
            threads.map(
                lambda _: anna.post("/organisations", json=body, headers=headers),
                range(4),
            )
        )

    assert [reply.status_code for reply in replies] == [200] * 4
    assert len({reply.text for reply in replies}) == 1
    assert len(anna.get("/organisations").json()["companies"]) == 1
