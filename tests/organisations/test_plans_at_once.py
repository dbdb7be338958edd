"""Moves and plans at once: none of them makes a circle of another, today or later."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from clients import Client
from trees import (
    add_company,
    circles,
    declare,
    differences,
    in_time,
    plan,
    put_parent,
    until_decided,
)
from world import World


@pytest.fixture(params=["main", "sales"])
def where(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def machine(world: World) -> Client:
    machine = world.machine()
    declare(machine)
    return machine


def both(one: Callable[[], Any], two: Callable[[], Any]) -> list[int]:
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(one), pool.submit(two)]
        return sorted(each.result().status_code for each in asked)


def test_of_a_move_and_a_plan_that_would_close_a_circle_one_is_refused(
    world: World, machine: Client, where: str
):
    clients = (world.machine(), world.machine())
    for _ in range(6):
        a, b = add_company(machine, "A"), add_company(machine, "B")
        at = in_time(days=1)

        def move(a: str = a, b: str = b) -> Any:
            return put_parent(clients[0], a, b, where)

        def schedule(a: str = a, b: str = b, at: str = at) -> Any:
            return put_parent(clients[1], b, a, where, effective_at=at)

        assert both(move, schedule) == [200, 409]
    assert circles(world) == []


def test_of_two_moves_that_plans_would_join_to_a_circle_one_is_refused(
    world: World, machine: Client, where: str
):
    clients = (world.machine(), world.machine())
    for _ in range(6):
        a, b, c, d = (add_company(machine, name) for name in "ABCD")
        at = in_time(days=1)
        plan(machine, b, c, at, where)
        plan(machine, d, a, at, where)

        def one(a: str = a, b: str = b) -> Any:
            return put_parent(clients[0], a, b, where)

        def two(c: str = c, d: str = d) -> Any:
            return put_parent(clients[1], c, d, where)

        assert both(one, two) == [200, 409]
    assert circles(world) == []
    assert differences(world) == []


def test_a_move_to_where_it_stands_outlasts_a_plan_whose_time_has_just_come(
    machine: Client, where: str
):
    old, new, a = (add_company(machine, name) for name in ("Old", "New", "A"))
    put_parent(machine, a, old, where).raise_for_status()
    planned = plan(machine, a, new, in_time(seconds=0.3), where)
    time.sleep(0.35)

    moved = put_parent(machine, a, old, where)

    assert moved.json()["place"]["parent_id"] == old
    assert until_decided(machine, planned["id"])["state"] == "done"
    place = machine.get(f"/organisations/{a}/place?hierarchy={where}").json()
    assert place["parent_id"] == old
    times = machine.get(f"/organisations/{a}/parents?hierarchy={where}").json()["times"]
    assert [each["parent_id"] for each in times] == [old, new, old]


def test_a_plan_waits_for_one_that_makes_way_for_it(
    world: World, machine: Client, where: str
):
    for _ in range(3):
        low, middle, top = (add_company(machine, name) for name in ("L", "M", "T"))
        put_parent(machine, low, middle, where).raise_for_status()
        # At the same time, so that never only the first of them has been carried out.
        at = in_time(seconds=0.4)
        first = plan(machine, top, low, at, where)
        second = plan(machine, low, None, at, where)
        time.sleep(0.45)

        # As planned, Low stands alone by now, and Top below it.
        moved = put_parent(machine, middle, top, where)
        assert moved.is_success, moved.text

        for each in (first, second):
            assert until_decided(machine, each["id"])["state"] == "done"
    assert differences(world) == []
    assert circles(world) == []
