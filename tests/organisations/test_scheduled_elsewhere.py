"""Moves that are scheduled in a hierarchy that is not the main one."""

from collections.abc import Iterator

import pytest

from clients import Client
from trees import (
    add_company,
    circles,
    code,
    declare,
    differences,
    in_time,
    names,
    plan,
    put_parent,
    until_decided,
)
from world import World

SALES = {"hierarchy": "sales"}


@pytest.fixture
def machine(world: World) -> Client:
    machine = world.machine()
    declare(machine)
    return machine


@pytest.fixture(autouse=True)
def _stays_true(world: World) -> Iterator[None]:
    yield
    assert differences(world) == []
    assert circles(world) == []


def test_it_shows_in_times_to_come_and_takes_effect_by_itself(
    world: World, machine: Client
):
    top, new = add_company(machine, "Top"), add_company(machine, "New")
    a = add_company(machine, "A", top)
    put_parent(machine, a, top, "sales").raise_for_status()
    etag = machine.get(f"/organisations/{a}").headers["etag"]
    at = in_time(seconds=1)

    planned = plan(machine, a, new, at, "sales")

    assert (planned["state"], planned["hierarchy"]) == ("pending", "sales")
    above = f"/organisations/{a}/ancestors"
    assert names(machine.get(above, params=SALES)) == ["Top"]
    assert names(machine.get(above, params=SALES | {"as_of": at})) == ["New"]
    assert names(machine.get(above, params={"as_of": at})) == ["Top"]
    assert until_decided(machine, planned["id"])["state"] == "done"
    assert names(machine.get(above, params=SALES)) == ["New"]
    assert names(machine.get(above)) == ["Top"]
    times = machine.get(f"/organisations/{a}/parents", params=SALES).json()["times"]
    assert times[0]["since"] == planned["effective_at"]
    assert world.history(a)[-2:] == ["company.move_scheduled", "company.moved"]
    assert machine.get(f"/organisations/{a}").headers["etag"] == etag


@pytest.mark.parametrize("why", ["ParentArchived", "HierarchyInactive"])
def test_one_that_has_become_impossible_is_given_up_with_its_reason(
    world: World, machine: Client, why: str
):
    top, new = add_company(machine, "Top"), add_company(machine, "New")
    a = add_company(machine, "A")
    put_parent(machine, a, top, "sales").raise_for_status()
    at = in_time(seconds=1)
    planned = plan(machine, a, new, at, "sales")
    if why == "ParentArchived":
        machine.delete(f"/organisations/{new}").raise_for_status()
    else:
        machine.patch("/hierarchies/sales", json={"status": "inactive"})

    failed = until_decided(machine, planned["id"])

    assert (failed["state"], failed["failure"]) == ("failed", why)
    for more in ({}, {"as_of": at}):
        above = machine.get(f"/organisations/{a}/ancestors", params=SALES | more)
        assert names(above) == ["Top"]
    assert world.history(a)[-1] == "company.move_failed"


def test_each_hierarchy_has_its_own_plans(machine: Client):
    one, two = add_company(machine, "One"), add_company(machine, "Two")
    at = in_time(days=1)
    main = plan(machine, one, two, at)
    sales = plan(machine, two, one, at, "sales")

    overlapping = put_parent(machine, two, None, "sales", effective_at=at)
    assert code(overlapping) == (409, "MoveOverlaps")
    circle = put_parent(machine, one, two, "sales", effective_at=in_time(days=2))
    assert code(circle) == (409, "ParentBelow")
    assert code(put_parent(machine, one, two, "sales")) == (409, "ParentBelow")
    for path in ("/scheduled-moves", f"/organisations/{two}/scheduled-moves"):
        listed = machine.get(path, params=SALES).json()["scheduled_moves"]
        assert [each["id"] for each in listed] == [sales["id"]]
    every = machine.get("/scheduled-moves").json()["scheduled_moves"]
    assert [each["id"] for each in every] == [sales["id"], main["id"]]
    assert machine.delete(f"/scheduled-moves/{main['id']}").is_success
    then = SALES | {"as_of": at}
    assert names(machine.get(f"/organisations/{two}/ancestors", params=then)) == ["One"]


def test_it_is_changed_and_withdrawn_until_it_is_done(world: World, machine: Client):
    top, new = add_company(machine, "Top"), add_company(machine, "New")
    a = add_company(machine, "A")
    soon, later = in_time(days=1), in_time(days=2)
    path = f"/scheduled-moves/{plan(machine, a, new, soon, 'sales')['id']}"

    changed = machine.patch(path, json={"parent_id": top, "effective_at": later})

    assert (changed.status_code, changed.json()["hierarchy"]) == (200, "sales")
    above = f"/organisations/{a}/ancestors"
    for as_of, names_then in ((soon, []), (later, ["Top"])):
        found = machine.get(above, params=SALES | {"as_of": as_of})
        assert names(found) == names_then
    assert machine.delete(path).json()["state"] == "withdrawn"
    assert names(machine.get(above, params=SALES | {"as_of": later})) == []
    assert world.history(a)[-1] == "company.move_withdrawn"


def test_one_that_others_build_upon_is_not_withdrawn(machine: Client):
    top, a = add_company(machine, "Top"), add_company(machine, "A")
    put_parent(machine, a, top, "sales").raise_for_status()
    free = plan(machine, a, None, in_time(days=1), "sales")
    plan(machine, top, a, in_time(days=2), "sales")

    refused = machine.delete(f"/scheduled-moves/{free['id']}")
    assert code(refused) == (409, "MoveBuiltUpon")
