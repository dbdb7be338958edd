"""What holds for a company: what it says itself, or the nearest one above it."""

from typing import Any

import pytest
from settings import TERMS, declare, held, put, reset, setting

from clients import Client
from koncern.base import Scope
from trees import add_company, in_time, put_parent
from world import World


@pytest.fixture
def machine(world: World) -> Client:
    client = world.machine()
    declare(client, "payment_terms", "price_list", "credit_check", "custom_fields.tier")
    return client


@pytest.fixture
def line(machine: Client) -> list[str]:
    """Four companies, each under the one before."""
    ids: list[str] = []
    for name in ("Top", "Second", "Third", "Fourth"):
        ids.append(add_company(machine, name, ids[-1] if ids else None))
    return ids


def test_the_nearest_that_says_something_counts(machine: Client, line: list[str]):
    top, second, third, fourth = line
    assert held(machine, fourth, "payment_terms") == ("unset", None, None)

    put(machine, top, "payment_terms", {"days": 30}).raise_for_status()
    for below in (second, third, fourth):
        assert held(machine, below, "payment_terms") == ("inherited", TERMS, "Top")
    assert held(machine, top, "payment_terms") == ("own", TERMS, "Top")

    put(machine, second, "payment_terms", {"days": 10}).raise_for_status()
    sooner = TERMS | {"days": 10}
    assert held(machine, fourth, "payment_terms") == ("inherited", sooner, "Second")

    put(machine, third, "payment_terms", None).raise_for_status()
    assert held(machine, third, "payment_terms") == ("blocked", None, "Third")
    assert held(machine, fourth, "payment_terms") == ("inherited", None, "Third")

    reset(machine, third, "payment_terms").raise_for_status()
    assert held(machine, third, "payment_terms") == ("inherited", sooner, "Second")


def test_all_that_flow_down_are_read_at_once(machine: Client, line: list[str]):
    top, second, *_ = line
    put(machine, top, "price_list", "eur-b2b").raise_for_status()
    put(machine, second, "custom_fields.tier", {"level": [1, None]}).raise_for_status()

    reply = machine.get(f"/organisations/{second}/settings")
    assert reply.json()["company_id"] == second
    assert [
        (each["field"], each["state"], each["value"])
        for each in reply.json()["settings"]
    ] == [
        ("credit_check", "unset", None),
        ("custom_fields.tier", "own", {"level": [1, None]}),
        ("payment_terms", "unset", None),
        ("price_list", "inherited", "eur-b2b"),
    ]
    machine.delete("/inherited-fields/price_list").raise_for_status()
    assert len(machine.get(f"/organisations/{second}/settings").json()["settings"]) == 3


def test_a_company_that_moves_inherits_elsewhere(machine: Client, line: list[str]):
    top, second, third, fourth = line
    other = add_company(machine, "Other")
    put(machine, top, "price_list", "a").raise_for_status()
    put(machine, other, "price_list", "b").raise_for_status()

    put_parent(machine, third, other).raise_for_status()
    assert held(machine, fourth, "price_list") == ("inherited", "b", "Other")
    assert held(machine, second, "price_list") == ("inherited", "a", "Top")
    put_parent(machine, third, None).raise_for_status()
    assert held(machine, fourth, "price_list") == ("unset", None, None)


def test_divisions_and_what_is_below_archived_companies_inherit(
    machine: Client, line: list[str]
):
    top, _, third, fourth = line
    kind = machine.put(f"/organisations/{third}/kind", json={"kind": "division"})
    kind.raise_for_status()
    put(machine, top, "price_list", "a").raise_for_status()
    assert held(machine, third, "price_list") == ("inherited", "a", "Top")

    archived = machine.delete(f"/organisations/{fourth}")
    archived.raise_for_status()
    assert held(machine, fourth, "price_list") == ("inherited", "a", "Top")
    for reply in (
        put(machine, fourth, "price_list", "b"),
        reset(machine, fourth, "price_list"),
    ):
        assert (reply.status_code, reply.json()["code"]) == (409, "CompanyArchived")


def test_groups_of_a_company_replace_those_above(machine: Client):
    declare(machine, "store_groups", "customer_groups")
    for slug in ("nordics", "europe"):
        named = {"slug": slug, "name": slug.title()}
        machine.post("/store-groups", json=named).raise_for_status()
        machine.post("/customer-groups", json=named).raise_for_status()
    body = {"name": "Top", "store_groups": ["nordics"], "customer_groups": ["europe"]}
    top = machine.post("/organisations", json=body).json()["company"]
    below = add_company(machine, "Below", top["id"])

    for field in ("store_groups", "customer_groups"):
        assert held(machine, below, field) == ("inherited", top[field], "Top")
    own = {"store_groups": ["europe"]}
    patched = machine.patch(f"/organisations/{below}", json=own).json()["company"]
    assert held(machine, below, "store_groups") == (
        "own",
        patched["store_groups"],
        "Below",
    )
    assert (
        machine.get(f"/organisations/{below}").json()["company"]["customer_groups"]
        == []
    )


def test_members_read_it_and_sources_that_they_do_not_see_have_no_name(
    world: World, machine: Client, line: list[str]
):
    top, second, third, _ = line
    put(machine, top, "price_list", "a").raise_for_status()
    put(machine, second, "payment_terms", {"days": 10}).raise_for_status()
    anna, charlie = world.person(), world.person("charlie")
    place = {"level": "admin", "user_id": str(anna.id)}
    machine.post(f"/organisations/{second}/users", json=place).raise_for_status()

    found = setting(anna, third, "price_list")
    assert (found["value"], found["source"]) == ("a", {"id": top, "name": None})
    assert setting(anna, third, "payment_terms")["source"]["name"] == "Second"
    for client, company in ((anna, top), (charlie, third)):
        for path in ("settings", "settings/price_list"):
            reply = client.get(f"/organisations/{company}/{path}")
            assert (reply.status_code, reply.json()["code"]) == (404, "CompanyUnknown")


def test_credentials_read_what_another_tree_makes_of_todays_settings(
    world: World, machine: Client, line: list[str]
):
    top, second, third, _ = line
    other = add_company(machine, "Other")
    before = in_time(seconds=0)
    put(machine, top, "price_list", "a").raise_for_status()
    put(machine, other, "price_list", "b").raise_for_status()
    put_parent(machine, second, None).raise_for_status()
    put_parent(machine, second, other, effective_at=in_time(days=9)).raise_for_status()

    def value_at(time: str, client: Any = machine) -> Any:
        path = f"/organisations/{third}/settings/price_list"
        return client.get(path, params={"as_of": time})

    assert value_at(before).json()["value"] == "a"
    assert held(machine, third, "price_list") == ("unset", None, None)
    assert value_at(in_time(days=10)).json()["value"] == "b"
    for time in ("1999-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"):
        assert value_at(time).json()["code"] == "NotThereYet"
    anna = world.person()
    place = {"level": "admin", "user_id": str(anna.id)}
    machine.post(f"/organisations/{third}/users", json=place).raise_for_status()
    refused = value_at(before, anna)
    assert (refused.status_code, refused.json()["code"]) == (403, "CredentialNeeded")
    assert value_at(before, world.machine(Scope.READ)).status_code == 200
