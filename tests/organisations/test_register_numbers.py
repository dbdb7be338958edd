"""Registering a company: organisation numbers and VAT numbers."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from service import Service
from world import Operator, World, new_company

IMPOSSIBLE = [
    ("SE", "organisation_number", "556036-0794", "the check digit is wrong"),
    ("SE", "organisation_number", "5560", "it has the wrong number of digits"),
    ("NO", "organisation_number", "988077918", "the check digit is wrong"),
    ("FI", "tax_id_vat_number", "FI20774741", "the check digit is wrong"),
    ("DE", "tax_id_vat_number", "DE136695978", "the check digit is wrong"),
    ("DE", "organisation_number", "---", "it has no letter and no digit"),
]


def at(country: str, **more: str):
    """Return a company with an address in a country."""
    return new_company(billing_address=[{"country": country}], **more)


@pytest.mark.parametrize(("country", "field", "number", "reason"), IMPOSSIBLE)
def test_an_impossible_number_is_refused(
    world: World, country: str, field: str, number: str, reason: str
):
    reply = world.person().post("/organisations", json=at(country, **{field: number}))

    assert reply.status_code == 400
    (fault,) = reply.json()["errors"]
    assert fault["pointer"] == f"/{field}"
    assert fault["detail"].endswith(reason)


def test_a_number_of_a_country_without_known_rules_is_kept(world: World):
    anna = world.person()
    body = at("AO", organisation_number="CPR/2010/1", tax_id_vat_number="P05")

    company = anna.post("/organisations", json=body).json()["company"]

    assert company["organisation_number"] == "CPR/2010/1"
    assert company["tax_id_vat_number"] == "P05"


def test_a_vat_number_tells_the_country_where_no_address_does(world: World):
    body = {
        "name": "Acme",
        "organisation_number": "556036-0794",
        "tax_id_vat_number": "SE556036079301",
    }

    reply = world.person().post("/organisations", json=body)

    (fault,) = reply.json()["errors"]
    assert fault["detail"].startswith("is no organisation number of Sweden")


def test_one_number_in_two_spellings_is_one_company(world: World):
    anna = world.person()
    number = {"organisation_number": "556036-0793", "status": "active"}
    body = at("SE", **number) | {"name": "First"}
    first = anna.post("/organisations", json=body).json()["company"]

    reply = anna.post("/organisations", json=at("SE", organisation_number="5560360793"))

    assert reply.status_code == 409
    problem = reply.json()
    assert problem["code"] == "OrganisationNumberTaken"
    assert problem["about"] == {"company": {"id": first["id"], "name": "First"}}
    assert first["id"] in problem["detail"]


def test_one_vat_number_is_one_company(world: World):
    anna = world.person()
    number = {"tax_id_vat_number": "SE556036079301", "status": "active"}
    anna.post("/organisations", json=at("SE", **number))

    reply = anna.post("/organisations", json=at("SE", tax_id_vat_number="556036079301"))

    assert reply.status_code == 409
    assert reply.json()["code"] == "VatNumberTaken"


def test_the_same_number_may_stand_in_two_countries(world: World):
    anna = world.person()

    replies = [
        anna.post("/organisations", json=at(country, organisation_number="12345678"))
        for country in ("KE", "UG")
    ]

    assert [reply.status_code for reply in replies] == [200, 200]


def test_another_app_may_have_the_same_number(world: World, other_world: World):
    body = at("SE", organisation_number="556036-0793")

    replies = [
        each.person().post("/organisations", json=body) for each in (world, other_world)
    ]

    assert [reply.status_code for reply in replies] == [200, 200]


def test_an_app_may_let_companies_share_numbers(service: Service, operator: Operator):
    world = World(service.url, operator, shares_numbers=True)
    anna = world.person()
    body = at("SE", organisation_number="556036-0793")

    replies = [anna.post("/organisations", json=body) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [200, 200]
    world.close()


@pytest.mark.parametrize(
    "number",
    [
        {"organisation_number": "556036-0793"},
        {"tax_id_vat_number": "SE556036079301"},
        {"external_ref": "EXT-1"},
    ],
)
def test_of_several_at_once_one_wins(world: World, number: dict[str, str]):
    machine = world.machine()
    body = at("SE", **number, status="active")

    with ThreadPoolExecutor(8) as threads:
        replies = list(
            threads.map(lambda _: machine.post("/organisations", json=body), range(8))
        )

    assert Counter(reply.status_code for reply in replies) == {200: 1, 409: 7}
    assert len(machine.get("/organisations").json()["companies"]) == 1
