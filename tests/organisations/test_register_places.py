"""Registering and changing a company: addresses by their country's rules."""

from typing import Any

import pytest
from addresses import STREET

from world import World, new_company

WRONG: list[tuple[dict[str, Any], str, str]] = [
    (
        {"country": "SE", "postal_code": "1234"},
        "postal_code",
        "1234 is no postal code of Sweden; one looks like 11455",
    ),
    (
        {"country": "NO", "postal_code": "411 05"},
        "postal_code",
        "411 05 is no postal code of Norway",
    ),
    (
        {"country": "GB", "postal_code": "12345"},
        "postal_code",
        "12345 is no postal code of the United Kingdom",
    ),
    (
        {"country": "US", "state_province": "NY", "postal_code": "90210"},
        "postal_code",
        "90210 is no ZIP code of the United States in NY",
    ),
    (
        {"country": "CA", "state_province": "Bavaria"},
        "state_province",
        "Bavaria is no state of Canada",
    ),
]


@pytest.mark.parametrize("field", ["billing_address", "shipping_address"])
@pytest.mark.parametrize(("address", "part", "detail"), WRONG)
def test_what_cannot_be_there_is_named_in_words(
    world: World, field: str, address: dict[str, Any], part: str, detail: str
):
    anna = world.person()
    path = anna.post("/organisations", json=new_company()).json()["company"]["id"]
    body = {field: [STREET, address]}

    for reply in (
        anna.post("/organisations", json=new_company() | body),
        anna.patch(f"/organisations/{path}", json=body),
    ):
        assert reply.status_code == 400
        (fault,) = reply.json()["errors"]
        assert fault["pointer"] == f"/{field}/1/{part}"
        assert fault["detail"].startswith(detail)


@pytest.mark.parametrize(
    "address",
    [
        {"country": "SE", "postal_code": "SE-411 05"},
        {"country": "SE", "postal_code": " 41105 "},
        {"country": "GB", "postal_code": "ec1y8sy"},
        {"country": "NL", "postal_code": "1234ab"},
        {"country": "US", "state_province": "New York", "postal_code": "10001-1234"},
        {"country": "SE", "state_province": "Västra Götalands län"},
        {"country": "SE"},
        {"country": "XK", "postal_code": "10000"},
        {"postal_code": "what ever"},
        {},
    ],
)
def test_what_can_be_is_kept_as_it_was_typed(world: World, address: dict[str, Any]):
    body = new_company(billing_address=[address])

    reply = world.person().post("/organisations", json=body)

    assert reply.status_code == 200
    (kept,) = reply.json()["company"]["billing_address"]
    assert {name: kept[name] for name in address} == address


def test_an_id_that_is_none_or_comes_twice_makes_another_address(world: World):
    anna = world.person()
    made = anna.post("/organisations", json=new_company()).json()["company"]
    (first,) = made["billing_address"]
    path = f"/organisations/{made['id']}"
    twice = [first, first | {"is_default": False}, STREET | {"id": ["x"]}]

    reply = anna.patch(path, json={"billing_address": twice})

    assert reply.status_code == 200
    ids = [each["id"] for each in reply.json()["company"]["billing_address"]]
    assert ids[0] == first["id"]
    assert len({*ids}) == 3


def test_a_number_that_is_not_sent_is_not_checked_again(world: World):
    anna = world.person()
    body = new_company(organisation_number="556036-0793", status="active")
    made = anna.post("/organisations", json=body).json()["company"]
    world.operator.query(
        "UPDATE company SET organisation_number = '1' WHERE app_id = $1 RETURNING id",
        world.app,
    )
    path = f"/organisations/{made['id']}"

    assert anna.patch(path, json={"shipping_address": [STREET]}).status_code == 200
    assert anna.patch(path, json={"organisation_number": "2"}).status_code == 400
    taken = anna.post("/organisations", json=body)
    assert (taken.status_code, taken.json()["code"]) == (409, "OrganisationNumberTaken")


def test_a_phone_is_read_by_the_country_that_is_kept(world: World):
    anna = world.person()
    made = anna.post("/organisations", json=new_company()).json()["company"]

    anna.patch(f"/organisations/{made['id']}", json={"phone": "08-123 456"})

    (row,) = world.operator.query(
        "SELECT phone, phone_e164 FROM company WHERE app_id = $1", world.app
    )
    assert row == {"phone": "08-123 456", "phone_e164": "+468123456"}


def test_a_company_is_claimed_by_its_legal_entity_identifier(world: World):
    anna = world.person()
    body = new_company(organisation_number="2138 00KUD8LAJWSQ9D15", status="active")

    first = anna.post("/organisations", json=body)
    second = anna.post(
        "/organisations", json=body | {"organisation_number": "213800kud8lajwsq9d15"}
    )
    wrong = anna.post(
        "/organisations", json=body | {"organisation_number": "213800KUD8LAJWSQ9D16"}
    )

    assert first.json()["company"]["organisation_number"] == "2138 00KUD8LAJWSQ9D15"
    assert (second.status_code, second.json()["code"]) == (
        409,
        "OrganisationNumberTaken",
    )
    assert wrong.json()["errors"][0]["detail"].endswith("the check digit is wrong")


def test_an_address_of_the_net_may_be_written_in_its_own_letters(world: World):
    body = new_company(email="Anna@BÜCHER.example.com")

    reply = world.person().post("/organisations", json=body)

    assert reply.json()["company"]["email"] == "Anna@BÜCHER.example.com"
