"""A conflict names the other company only to those who may see it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from clients import Client
from koncern.people import memberships
from koncern.people.memberships import Level
from world import Person, World, new_company

SECRET = "Zyxel Hemliga AB"
"""The name of the company that has what others try to get."""

CLAIMS: dict[str, tuple[dict[str, Any], str]] = {
    "organisation number": (
        {"organisation_number": "556036-0793"},
        "OrganisationNumberTaken",
    ),
    "VAT number": ({"tax_id_vat_number": "SE556036079301"}, "VatNumberTaken"),
    "both numbers": (
        {"organisation_number": "556036-0793", "tax_id_vat_number": "SE556036079301"},
        "OrganisationNumberTaken",
    ),
    "external reference": ({"external_ref": "ERP-4711"}, "AliasTaken"),
}

Try = Callable[[Person, dict[str, Any]], Any]


def _register(person: Person, claim: dict[str, Any]) -> Any:
    return person.post("/organisations", json=new_company(**claim))


def _register_active(person: Person, claim: dict[str, Any]) -> Any:
    # A reference is a term of sale, which is refused before anybody looks for it.
    status = "pending" if "external_ref" in claim else "active"
    return person.post("/organisations", json=new_company(**claim, status=status))


def _change(person: Person, claim: dict[str, Any]) -> Any:
    made = person.post("/organisations", json=new_company()).json()["company"]
    return person.patch(f"/organisations/{made['id']}", json=claim)


def _move_to_the_country(person: Person, claim: dict[str, Any]) -> Any:
    """Get to the country in which the other company has the number."""
    there = new_company()["billing_address"]
    body = {"name": "Mine", "billing_address": [{"country": "KE"}]}
    made = person.post("/organisations", json=body | claim_abroad(claim))
    path = f"/organisations/{made.json()['company']['id']}"
    return person.patch(path, json={"billing_address": there} | claim)


def claim_abroad(claim: dict[str, Any]) -> dict[str, Any]:
    """Return what of a claim is another company's number only in one country."""
    return {
        name: value for name, value in claim.items() if name == "organisation_number"
    }


WAYS: dict[str, Try] = {
    "register": _register,
    "register as active": _register_active,
    "change": _change,
    "change the country": _move_to_the_country,
}

ways = pytest.mark.parametrize("way", WAYS)
claims = pytest.mark.parametrize("claim", CLAIMS)


@pytest.fixture
def other(world: World) -> str:
    """Return a company that has all of it."""
    claim: dict[str, Any] = {}
    for each, _ in CLAIMS.values():
        claim |= each
    body = new_company(SECRET, status="active", **claim)
    made = world.machine().post("/organisations", json=body)
    return str(made.json()["company"]["id"])


def member_of(world: World, company: str, level: Level) -> Person:
    person = world.person(f"u{uuid4().hex}")
    world.act(
        lambda tx, actor: memberships.add(
            tx, actor, company, user=person.id, level=level
        )
    )
    return person


@ways
@claims
def test_a_stranger_is_told_only_that_it_is_taken(
    world: World, other: str, claim: str, way: str
):
    facts, code = CLAIMS[claim]

    reply = WAYS[way](world.person("charlie"), facts)

    assert (reply.status_code, reply.json()["code"]) == (409, code)
    assert "about" not in reply.json()
    for told in (other, SECRET, SECRET.upper()):
        assert told not in reply.text
        assert told not in str(reply.headers)


@ways
@claims
def test_who_belongs_to_it_is_told_its_name(
    world: World, other: str, claim: str, way: str
):
    facts, code = CLAIMS[claim]
    ben = member_of(world, other, Level.DEFAULT)

    reply = WAYS[way](ben, facts)

    assert (reply.status_code, reply.json()["code"]) == (409, code)
    assert reply.json()["about"] == {"company": {"id": other, "name": SECRET}}
    assert f"{SECRET} ({other})" in reply.json()["detail"]


@ways
@pytest.mark.parametrize(
    ("level", "is_told"), [(Level.ADMIN, True), (Level.DEFAULT, False)]
)
def test_an_admin_of_a_company_above_is_told_its_name(
    world: World, other: str, way: str, level: Level, *, is_told: bool
):
    machine = world.machine()
    top = machine.post("/organisations", json=new_company("Top", status="active"))
    parent = top.json()["company"]["id"]
    machine.patch(f"/organisations/{other}", json={"parent_id": parent})
    person = member_of(world, parent, level)

    reply = WAYS[way](person, CLAIMS["organisation number"][0])

    assert reply.status_code == 409
    assert (SECRET in reply.text) is is_told


@claims
def test_a_credential_is_told_its_name(world: World, other: str, claim: str):
    facts, code = CLAIMS[claim]
    machine = world.machine()

    for status in ("active", "pending"):
        body = new_company(**facts, status=status)
        reply = machine.post("/organisations", json=body)
        assert (reply.status_code, reply.json()["code"]) == (409, code)
        assert reply.json()["about"] == {"company": {"id": other, "name": SECRET}}


def test_other_refusals_name_it_to_no_stranger(world: World, other: str):
    """Try every call that takes the id of a company, or what only the other one has."""
    charlie, machine = world.person("charlie"), world.machine()
    own = charlie.post("/organisations", json=new_company()).json()["company"]["id"]
    path = f"/organisations/{own}"
    above = charlie.post("/organisations", json=new_company()).json()["company"]["id"]

    for reply in _attempts(charlie.client, path, other):
        assert reply.is_client_error, reply.text
        assert SECRET not in reply.text
    assert machine.get(path).json()["company"]["parent_id"] is None
    assert charlie.patch(path, json={"parent_id": above}).status_code == 200


def _attempts(client: Client, path: str, other: str) -> list[Any]:
    body = new_company(parent_id=other)
    theirs = f"/organisations/{other}"
    return [
        client.post("/organisations", json=body),
        client.patch(path, json={"parent_id": other}),
        client.put(f"{path}/parent", json={"parent_id": other}),
        client.put(f"{path}/parent?dry_run=true", json={"parent_id": other}),
        client.put(
            f"{path}/invoice-owner",
            json={"invoice_owner": {"kind": "company", "company_id": other}},
        ),
        client.get(theirs),
        client.patch(theirs, json={"name": "Mine"}),
        client.delete(theirs),
        client.get(f"{theirs}/users"),
        client.post(f"{theirs}/users", json={"user_id": str(uuid4())}),
        client.get(f"{theirs}/addresses"),
        client.get(f"{theirs}/files"),
        client.get(f"{theirs}/settings"),
        client.put(f"{theirs}/settings/credit_check", json={"value": True}),
        client.get(f"{theirs}/ancestors"),
        client.get(f"{theirs}/payer"),
        client.get(f"/registrations/{other}"),
        client.post(f"/registrations/{other}/approval"),
        client.post(f"/registrations/{other}/rejection", json={"reason": "No"}),
        client.get("/registrations"),
        client.get("/organisations", params={"text": "5560360793"}),
    ]
