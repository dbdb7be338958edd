"""Drafts claim nothing but the aliases that a credential gives them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from world import World, new_company, new_customer

CLAIMS = [
    ({"organisation_number": "556036-0793"}, "OrganisationNumberTaken"),
    ({"tax_id_vat_number": "SE556036079301"}, "VatNumberTaken"),
    ({"external_ref": "ERP-4711"}, "AliasTaken"),
]
claims = pytest.mark.parametrize(("claim", "code"), CLAIMS)


def waiting(world: World, name: str, claim: dict[str, Any]) -> str:
    """Register a company that waits and can be invoiced; return its id."""
    body = new_company("Customer", tax_status="TAXED", **claim)
    reply = world.person(name).post("/organisations", json=body)
    assert reply.status_code == 200, reply.text
    return str(reply.json()["company"]["id"])


def test_the_aliases_of_a_draft_are_claimed_at_once(world: World):
    client = world.customers()
    draft = new_customer(status="DRAFT", customerAliases=["A-1"])
    made = client.post("/customers", json=draft).json()

    assert client.get("/customers/by-alias/A-1").json()["id"] == made["id"]
    again = client.post("/customers", json=new_customer(customerAliases=["A-1"]))
    assert (again.status_code, again.json()["code"]) == (409, "AliasTaken")


@claims
def test_one_that_is_made_active_claims(world: World, claim: Any, code: str):
    client = world.customers()
    first, second = (waiting(world, name, claim) for name in ("anna", "ben"))

    won = client.put(f"/customers/{first}", json=new_customer(status="ACTIVE"))
    lost = client.put(f"/customers/{second}", json=new_customer(status="ACTIVE"))

    assert won.json()["status"] == "ACTIVE"
    assert (lost.status_code, lost.json()["code"]) == (409, code)
    assert lost.json()["about"]["company"]["id"] == first
    assert client.get(f"/customers/{second}").json()["status"] == "DRAFT"
    if "external_ref" in claim:
        assert client.get("/customers/by-alias/ERP-4711").json()["id"] == first


@claims
def test_of_two_at_once_one_wins(world: World, claim: Any, code: str):
    client = world.customers()
    drafts = [waiting(world, f"p{n}", claim) for n in range(4)]

    with ThreadPoolExecutor(4) as threads:
        replies = [
            *threads.map(
                lambda each: client.put(
                    f"/customers/{each}", json=new_customer(status="ACTIVE")
                ),
                drafts,
            )
        ]

    assert sorted(reply.status_code for reply in replies) == [200, 409, 409, 409]
    assert {each.json()["code"] for each in replies if each.is_error} == {code}


def test_one_that_is_a_draft_again_blocks_nobody(world: World):
    client, machine = world.customers(), world.machine()
    number = {"organisation_number": "556036-0793"}
    first = waiting(world, "anna", number)
    client.put(f"/customers/{first}", json=new_customer(status="ACTIVE"))
    client.put(f"/customers/{first}", json=new_customer(status="DRAFT"))

    body = new_company(**number, status="active")
    assert machine.post("/organisations", json=body).status_code == 200

    back = client.put(f"/customers/{first}", json=new_customer(status="ACTIVE"))
    assert (back.status_code, back.json()["code"]) == (409, "OrganisationNumberTaken")
