"""A company says nothing more of a field, and inherits it again."""

import pytest
from settings import declare, held, put, reset

from clients import Client
from trees import add_company
from world import World


@pytest.fixture
def machine(world: World) -> Client:
    client = world.machine()
    declare(client, "price_list", "custom_fields.a", "customer_groups")
    return client


@pytest.fixture
def pair(machine: Client) -> tuple[str, str]:
    """A company, and one below it."""
    top = add_company(machine, "Top")
    return top, add_company(machine, "Below", top)


def test_it_answers_what_holds_from_then_on(machine: Client, pair: tuple[str, str]):
    top, below = pair
    put(machine, top, "price_list", "a").raise_for_status()
    put(machine, below, "price_list", "b").raise_for_status()

    reply = reset(machine, below, "price_list", headers={"if-match": '"2"'})
    assert reply.json() == {
        "field": "price_list",
        "state": "inherited",
        "value": "a",
        "source": {"id": top, "name": "Top"},
    }
    assert reply.headers["etag"] == '"3"'


def test_once_is_enough(world: World, machine: Client, pair: tuple[str, str]):
    _, below = pair
    put(machine, below, "price_list", None).raise_for_status()
    first, again = (reset(machine, below, "price_list") for _ in range(2))

    assert first.headers["etag"] == again.headers["etag"] == '"3"'
    assert world.history(below)[1:] == ["company.setting_changed"] * 2


def test_it_takes_from_the_company_what_it_had_itself(
    world: World, machine: Client, pair: tuple[str, str]
):
    top, below = pair
    machine.post("/customer-groups", json={"slug": "gold", "name": "Gold"})
    own = {"custom_fields": {"a": 1, "b": 2}, "customer_groups": ["gold"]}
    for company in pair:
        machine.patch(f"/organisations/{company}", json=own).raise_for_status()

    for field in ("custom_fields.a", "customer_groups"):
        reset(machine, below, field).raise_for_status()
        assert held(machine, below, field)[::2] == ("inherited", "Top")
    shown = machine.get(f"/organisations/{below}").json()["company"]
    assert (shown["custom_fields"], shown["customer_groups"]) == ({"b": 2}, [])
    assert world.history(below)[1:] == ["company.changed"] * 3
    assert machine.get(f"/organisations/{top}").json()["company"]["customer_groups"]


def test_what_is_wrong_is_refused(
    world: World, other_world: World, machine: Client, pair: tuple[str, str]
):
    _, below = pair
    unknown = reset(machine, str(world.app), "price_list")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "CompanyUnknown")
    theirs = other_world.machine()
    declare(theirs, "price_list")
    assert reset(theirs, below, "price_list").json()["code"] == "CompanyUnknown"
    assert reset(machine, below, "credit_check").json()["code"] == "FieldNotInherited"
    assert reset(machine, below, "vat").json()["code"] == "FieldUnknown"
