"""Numbers and external references are claimed when a company becomes active."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from uuid_utils.compat import uuid7
from waiting import register

from clients import Client
from koncern import companies
from koncern.base import Actor, Conflict
from koncern.companies import OrganisationNumberTaken, VatNumberTaken
from koncern.db import Tx
from world import World, new_company

CLAIMS = [
    ({"organisation_number": "556036-0793"}, "OrganisationNumberTaken"),
    ({"tax_id_vat_number": "SE556036079301"}, "VatNumberTaken"),
    ({"external_ref": "ERP-4711"}, "AliasTaken"),
]
claims = pytest.mark.parametrize(("claim", "code"), CLAIMS)


def approve(machine: Client, company: str) -> Any:
    return machine.post(f"/registrations/{company}/approval")


def status(machine: Client, company: str) -> str:
    told = machine.get(f"/registrations/{company}").json()["registration"]
    return str(told["status"])


@claims
def test_of_two_that_wait_the_second_is_told_at_approval(
    world: World, claim: dict[str, Any], code: str
):
    machine = world.machine()
    first = register(world.person(), "First", **claim)
    second = register(world.person("ben"), "Second", **claim)

    assert approve(machine, second).status_code == 200
    refused = approve(machine, first)

    assert (refused.status_code, refused.json()["code"]) == (409, code)
    assert refused.json()["about"] == {"company": {"id": second, "name": "Second"}}
    assert f"Second ({second})" in refused.json()["detail"]
    assert (status(machine, first), status(machine, second)) == ("pending", "active")
    assert world.history(first) == ["company.created", "membership.created"]
    assert len(world.mails()) == 1


@claims
def test_of_two_approvals_at_once_one_wins(
    world: World, claim: dict[str, Any], code: str
):
    machine = world.machine()
    for turn in range(3):
        number = {"label": str(turn)} | claim
        waiting = [register(world.person(f"p{turn}{n}"), **number) for n in range(4)]
        with ThreadPoolExecutor(4) as threads:
            replies = [*threads.map(lambda each: approve(machine, each), waiting)]

        won = [each for each in replies if each.status_code == 200]
        lost = [each.json() for each in replies if each.status_code == 409]
        assert (len(won), len(lost)) == (1, 3)
        winner = won[0].json()["registration"]["id"]
        assert {each["code"] for each in lost} == {code}
        assert {each["about"]["company"]["id"] for each in lost} == {winner}
        gone = {"organisation_number": None, "tax_id_vat_number": None}
        machine.patch(
            f"/organisations/{winner}", json=gone | {"external_ref": None}
        ).raise_for_status()


@claims
def test_one_that_waits_blocks_nobody(world: World, claim: dict[str, Any], code: str):
    machine = world.machine()
    stranger = register(world.person("mallory"), **claim)

    other = machine.post("/organisations", json=new_company(**claim, status="active"))

    assert other.status_code == 200
    refused = approve(machine, stranger)
    assert (refused.status_code, refused.json()["code"]) == (409, code)


@claims
def test_what_an_active_company_has_is_refused_early(
    world: World, claim: dict[str, Any], code: str
):
    machine, anna = world.machine(), world.person()
    machine.post("/organisations", json=new_company(**claim, status="active"))
    waiting = register(anna)

    replies = [
        anna.post("/organisations", json=new_company(**claim)),
        anna.patch(f"/organisations/{waiting}", json=claim),
    ]

    assert [(each.status_code, each.json()["code"]) for each in replies] == [
        (409, code)
    ] * 2
    assert len(anna.get("/organisations").json()["companies"]) == 1


@claims
def test_one_that_waits_still_changes_when_another_got_it(
    world: World, claim: dict[str, Any], code: str
):
    machine, anna = world.machine(), world.person()
    waiting = register(anna, **claim)
    machine.post("/organisations", json=new_company(**claim, status="active"))
    path = f"/organisations/{waiting}"

    read = anna.get(path).json()["company"]
    echoed = anna.patch(path, json=read | {"comment": "still here"})
    assert approve(machine, waiting).json()["code"] == code
    cleared = anna.patch(path, json=dict.fromkeys(claim))

    assert (echoed.status_code, cleared.status_code) == (200, 200)
    assert echoed.json()["company"]["comment"] == "still here"
    assert approve(machine, waiting).status_code == 200


def test_a_reference_that_waits_is_printed_and_leads_nowhere(world: World):
    machine, customers, anna = world.machine(), world.customers(), world.person()
    company = register(anna, external_ref="ERP-1", tax_status="TAXED")

    own = anna.get(f"/organisations/{company}").json()["company"]
    assert own["external_ref"] == "ERP-1"
    assert customers.get("/customers/by-alias/ERP-1").status_code == 404
    assert customers.get("/customer-aliases").json()["items"] == []

    approve(machine, company).raise_for_status()

    assert customers.get("/customers/by-alias/ERP-1").json()["id"] == company
    (alias,) = customers.get("/customer-aliases").json()["items"]
    assert alias["value"] == "ERP-1"
    printed = anna.get(f"/organisations/{company}").json()["company"]
    assert printed["external_ref"] == "ERP-1"


def test_what_a_credential_sets_is_claimed_at_once(world: World):
    machine, customers = world.machine(), world.customers()
    registered = register(machine, external_ref="ERP-1")
    patched = register(world.person())
    machine.patch(f"/organisations/{patched}", json={"external_ref": "ERP-2"})

    for alias, company in (("ERP-1", registered), ("ERP-2", patched)):
        assert customers.get(f"/customers/by-alias/{alias}").json()["id"] == company
        refused = machine.post("/organisations", json=new_company(external_ref=alias))
        assert refused.json()["code"] == "AliasTaken"
        assert refused.json()["about"]["company"]["id"] == company


def test_a_user_changes_what_they_asked_for_while_it_waits(world: World):
    machine, customers, anna = world.machine(), world.customers(), world.person()
    company = register(anna, external_ref="ERP-1")
    path = f"/organisations/{company}"

    for wanted in ("ERP-2", None, "ERP-3"):
        reply = anna.patch(path, json={"external_ref": wanted})
        assert reply.json()["company"]["external_ref"] == wanted
    assert anna.get(path).headers["etag"] == '"4"'
    approve(machine, company).raise_for_status()

    (alias,) = customers.get("/customer-aliases").json()["items"]
    assert alias["value"] == "ERP-3"


def test_an_alias_of_its_own_becomes_the_reference(world: World):
    machine, customers = world.machine(), world.customers()
    company = register(world.person(), external_ref="ERP-1", tax_status="TAXED")
    body = {"customerId": company, "value": "ERP-1", "label": "ERP"}
    customers.post("/customer-aliases", json=body).raise_for_status()

    approve(machine, company).raise_for_status()

    (alias,) = customers.get("/customer-aliases").json()["items"]
    assert (alias["value"], alias["label"]) == ("ERP-1", "ERP")
    printed = machine.get(f"/organisations/{company}").json()["company"]
    assert printed["external_ref"] == "ERP-1"


def test_the_id_of_another_company_is_no_reference(world: World):
    machine, anna = world.machine(), world.person()
    other = register(world.person("ben"))

    reply = anna.post("/organisations", json=new_company(external_ref=other.upper()))

    assert (reply.status_code, reply.json()["code"]) == (409, "AliasTaken")
    assert machine.get("/registrations").json()["registrations"][0]["id"] == other


def test_those_who_wait_are_found_by_their_number(world: World):
    machine = world.machine()
    number = {"organisation_number": "556036-0793"}
    waiting = {register(world.person(name), **number) for name in ("anna", "ben")}

    found = machine.get("/organisations", params={"text": "5560360793"}).json()

    assert {each["id"] for each in found["companies"]} == waiting


@pytest.mark.parametrize(
    ("numbers", "failure"),
    [
        ({"organisation_number": "556036-0793"}, OrganisationNumberTaken),
        ({"tax_id_vat_number": "SE556036079301"}, VatNumberTaken),
    ],
)
def test_who_has_let_go_of_a_number_since_is_not_named(
    world: World, numbers: dict[str, Any], failure: type[Conflict]
):
    new = companies.NewCompany(
        name="Acme", billing_address=[companies.NewAddress(country="SE")], **numbers
    )

    async def find(tx: Tx, actor: Actor) -> Conflict:
        company = uuid7()
        facts = companies.facts_of(new, company, tx.now)
        return await companies.find_claimant(tx, actor, company, facts)

    found = world.act(find)

    assert type(found) is failure
    assert found.about == {}
