"""What a company is in the eyes of the law: one in its own right, or a division."""

from typing import Any

import pytest

from clients import Client
from koncern.base import Scope
from trees import add_company, put_parent
from world import World, add_customer


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


def set_kind(client: Any, company: str, kind: str, **more: Any) -> Any:
    return client.put(f"/organisations/{company}/kind", json={"kind": kind}, **more)


def test_a_division_belongs_to_the_nearest_company_above(world: World, machine: Client):
    top = add_company(machine, "Top")
    part = add_company(machine, "Part", top)
    small = add_company(machine, "Small part", part)
    for each in (part, small):
        assert set_kind(machine, each, "division").status_code == 200

    reply = machine.get(f"/organisations/{small}/kind")
    assert reply.json() == {
        "company_id": small,
        "kind": "division",
        "legal_entity_id": top,
    }
    assert set_kind(machine, part, "company").json()["legal_entity_id"] == part
    assert machine.get(f"/organisations/{small}/kind").json()["legal_entity_id"] == part
    assert world.history(part)[-2:] == ["company.kind_changed"] * 2


def test_it_stands_below_a_company_for_good(machine: Client):
    top = add_company(machine, "Top")
    part = add_company(machine, "Part", top)
    refused = set_kind(machine, top, "division")
    assert (refused.status_code, refused.json()["code"]) == (409, "DivisionNeedsParent")
    set_kind(machine, part, "division")

    for reply in (
        put_parent(machine, part, None),
        put_parent(machine, part, None, effective_at="2099-01-01T00:00:00Z"),
        machine.patch(f"/organisations/{part}", json={"parent_id": None}),
        machine.delete(f"/organisations/{top}", params={"children": "lift"}),
    ):
        assert (reply.status_code, reply.json()["code"]) == (409, "DivisionNeedsParent")


def test_it_has_no_numbers(world: World, machine: Client):
    owner = add_customer(world.customers(), "Owner")
    number = {"organisation_number": "556036-0793"}
    body = {"name": "Part", "parent_id": owner, "billing_address": [{"country": "SE"}]}
    part = machine.post("/organisations", json=body | number).json()["company"]["id"]
    refused = set_kind(machine, part, "division")
    assert refused.json()["code"] == "NumbersInTheWay"
    assert "556036-0793" in refused.json()["errors"][0]["detail"]

    cleared = {"organisation_number": None}
    machine.patch(f"/organisations/{part}", json=cleared).raise_for_status()
    assert set_kind(machine, part, "division").status_code == 200
    again = machine.patch(f"/organisations/{part}", json=number)
    assert (again.status_code, again.json()["code"]) == (409, "DivisionHasNoNumbers")
    member = add_customer(world.customers(), "Member", parentId=owner)
    assert set_kind(machine, member, "division").status_code == 200
    registered = world.customers().post(
        "/tax-registrations",
        json={
            "customerId": member,
            "taxIdentifier": "1",
            "country": "US",
            "state": "NY",
        },
    )
    assert registered.json()["code"] == "DivisionHasNoNumbers"


def test_who_may_not_and_what_is_wrong_is_refused(world: World, machine: Client):
    top = add_company(machine, "Top")
    part = add_company(machine, "Part", top)
    anna = world.person()
    hers = add_company(anna, "Hers")

    assert set_kind(anna, hers, "division").status_code == 403
    assert set_kind(anna, part, "division").status_code == 404
    assert set_kind(world.machine(Scope.READ), part, "division").status_code == 403
    assert set_kind(machine, part, "branch").status_code == 400
    stale = set_kind(machine, part, "division", headers={"if-match": '"7"'})
    assert stale.status_code == 412
    machine.delete(f"/organisations/{part}")
    assert set_kind(machine, part, "division").json()["code"] == "CompanyArchived"
