"""Registering a company: phone numbers."""

from typing import Any

import pytest

from world import Operator, World, new_company


def company_at(country: str | None, **more: Any) -> dict[str, Any]:
    return new_company(billing_address=[{"country": country}], **more)


@pytest.mark.parametrize("typed", ["08-123 456", "+46 (0)8 123456"])
def test_it_is_kept_as_typed_and_as_e164(world: World, operator: Operator, typed: str):
    body = company_at("SE", phone=typed)

    company = world.person().post("/organisations", json=body).json()["company"]

    assert company["phone"] == typed
    (kept,) = operator.query(
        "SELECT phone_e164 FROM company WHERE app_id = $1 AND id = $2::text::uuid",
        world.app,
        company["id"],
    )
    assert kept == {"phone_e164": "+468123456"}


def test_without_a_country_it_is_kept_as_typed(world: World):
    body = {"name": "Acme", "phone": "08-123 456"}

    company = world.person().post("/organisations", json=body).json()["company"]

    assert company["phone"] == "08-123 456"


def test_every_fault_is_named_at_its_place(world: World):
    body = new_company(
        phone="12345",
        billing_address=[{"country": "SE", "phone": "+46 8 123 456"}, {"phone": "x"}],
        shipping_address=[{"country": "US", "phone": "08-123 456"}],
    )

    reply = world.person().post("/organisations", json=body)

    assert (reply.status_code, reply.json()["code"]) == (400, "CompanyInvalid")
    assert {
        fault["pointer"]: fault["detail"].partition(";")[0]
        for fault in reply.json()["errors"]
    } == {
        "/phone": "is no phone number of Sweden: it is too short",
        "/billing_address/1/phone": (
            "is no phone number: it has characters that none has"
        ),
        "/shipping_address/0/phone": (
            "is no phone number of the United States: it is too short"
        ),
    }


def test_an_empty_one_is_none(world: World):
    reply = world.person().post("/organisations", json=company_at("SE", phone=""))

    assert reply.status_code == 200
