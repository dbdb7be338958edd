"""Archiving a company below which others stand."""

import pytest

from clients import Client
from trees import add_company, differences, names
from world import World, add_customer


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


@pytest.fixture
def ids(machine: Client) -> list[str]:
    """Top, then A below it, then A1 and A2 below A."""
    top = add_company(machine, "Top")
    a = add_company(machine, "A", top)
    return [top, a, add_company(machine, "A1", a), add_company(machine, "A2", a)]


def test_it_is_refused_while_active_ones_stand_below(machine: Client, ids: list[str]):
    reply = machine.delete(f"/organisations/{ids[1]}")

    assert (reply.status_code, reply.json()["code"]) == (409, "ChildrenInTheWay")
    assert reply.json()["about"] == {"children_count": 2}
    assert machine.delete(f"/organisations/{ids[1]}?children=burn").status_code == 400
    for each in ids[2:]:
        machine.delete(f"/organisations/{each}").raise_for_status()
    assert machine.delete(f"/organisations/{ids[1]}").status_code == 200


def test_they_go_up_one_level(world: World, machine: Client, ids: list[str]):
    machine.delete(f"/organisations/{ids[2]}").raise_for_status()

    reply = machine.delete(f"/organisations/{ids[1]}?children=lift")

    assert reply.json()["company"]["archived_at"] is not None
    assert names(machine.get(f"/organisations/{ids[0]}/children")) == ["A", "A2"]
    assert names(machine.get(f"/organisations/{ids[1]}/children")) == ["A1"]
    assert world.history(ids[3])[-1] == "company.moved"
    assert differences(world) == []


def test_they_are_archived_with_it(world: World, machine: Client, ids: list[str]):
    reply = machine.delete(f"/organisations/{ids[0]}?children=archive")

    assert reply.status_code == 200
    below = f"/organisations/{ids[0]}/descendants"
    assert names(machine.get(f"{below}?archived=true")) == ["A", "A1", "A2"]
    for each in ids:
        assert world.history(each)[-1] == "company.archived"
    assert differences(world) == []


def test_a_customer_is_archived_as_published_and_they_stay(world: World):
    customers = world.customers()
    top = add_customer(customers, "Top")
    below = add_customer(customers, "Below", parentId=top)

    assert customers.post(f"/customers/{top}/archive").status_code == 200
    place = world.machine().get(f"/organisations/{below}/place").json()
    assert (place["parent_id"], place["archived_at"]) == (top, None)
